#pragma once

#include <string>

#include "cancel/http/request.hpp"
#include "cancel/http/response.hpp"

// Answers that all programs with a page give alike. Pure.
namespace cancel::web {

http::Response not_found();
// `allow`: the methods that there are, as in "GET, HEAD".
http::Response method_not_allowed(const std::string& allow);

// GET or HEAD: the server leaves a HEAD's body out by itself.
inline bool only_reads(const http::Request& request) {
  return request.method == "GET" || request.method == "HEAD";
}

// Whether the peer asks for JSON by name; "*/*" does not.
bool asks_for_json(const http::Request& request);

}  // namespace cancel::web
