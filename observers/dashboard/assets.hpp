#pragma once

#include <span>
#include <string>
#include <string_view>

#include "cancel/http/request.hpp"
#include "cancel/http/response.hpp"

namespace cancel::dashboard {

// A file of the page, as it is built into the program.
struct Asset {
  std::string_view path;  // "/app.js"; the index is "/"
  std::string_view type;
  std::string_view etag;  // with its quotes
  std::string_view content;
};

// Ordered by path.
std::span<const Asset> all_assets();

// Null where there is no such file.
const Asset* find_asset(std::string_view path);

// 200, or 304 where the peer has it already.
http::Response answer(const Asset& asset, const http::Request& request);

}  // namespace cancel::dashboard
