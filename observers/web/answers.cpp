#include "web/answers.hpp"

namespace cancel::web {

http::Response not_found() {
  return http::text_response(404, "there is no such page");
}

http::Response method_not_allowed(const std::string& allow) {
  http::Response response = http::text_response(405, "this page answers " + allow);
  response.headers.set("Allow", allow);
  return response;
}

bool asks_for_json(const http::Request& request) {
  for (const std::string_view accepted : request.headers.all("Accept")) {
    if (accepted.find("application/json") != std::string_view::npos) return true;
  }
  return false;
}

}  // namespace cancel::web
