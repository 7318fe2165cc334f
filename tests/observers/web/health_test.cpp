#include "web/health.hpp"

#include <catch2/catch.hpp>

#include "web/answers.hpp"

using cancel::http::Request;
using cancel::http::Response;
using cancel::live::Standing;
using namespace cancel::web;

namespace {

Request get(const std::string& path, const std::string& accept = {}) {
  Request request;
  request.method = "GET";
  request.target = request.path = path;
  if (!accept.empty()) request.headers.add("Accept", accept);
  return request;
}

Response health(const Request& request, std::optional<std::string> fault = {}) {
  const auto response = answer_health(request, [&] { return fault; });
  REQUIRE(response);
  return *response;
}

Standing well() {
  Standing standing;
  standing.connected = standing.caught_up = true;
  return standing;
}

}  // namespace

TEST_CASE("an observer is ready when it is connected and has read everything", "[web]") {
  CHECK_FALSE(unready(well()));
  CHECK(unready(Standing{}) == "no contact with the daemon");

  Standing away = well();
  away.connected = false;
  away.fault = "the daemon does not answer";
  CHECK(unready(away) == "no contact with the daemon: the daemon does not answer");

  Standing behind = well();
  behind.caught_up = false;
  behind.head = 12'345;
  behind.position = 1;
  CHECK(unready(behind) == "catching up: 12,344 events to read");
}

TEST_CASE("a program that works is healthy, whatever became of its daemon", "[web]") {
  const Response response = health(get("/healthz"), "no contact");
  CHECK(response.status == 200);
  CHECK(response.body == "ok\n");
  CHECK(response.headers.find("Cache-Control") == "no-store");
}

TEST_CASE("readiness says why not, on one line", "[web]") {
  CHECK(health(get("/readyz")).status == 200);
  CHECK(health(get("/readyz")).body == "ready\n");
  const Response response = health(get("/readyz"), "no contact:\nline two \x1b[2J");
  CHECK(response.status == 503);
  CHECK(response.body == "no contact:\\nline two \\x1b[2J\n");
}

TEST_CASE("health is JSON for those who ask for it", "[web]") {
  const Response healthy = health(get("/healthz", "application/json"));
  CHECK(healthy.headers.find("Content-Type") == "application/json");
  CHECK(healthy.body == "{\"status\":\"ok\"}\n");
  CHECK(health(get("/readyz", "text/html, application/json;q=0.9")).body == "{\"status\":\"ready\"}\n");
  CHECK(health(get("/readyz", "application/json"), "\"quoted\"").body ==
        "{\"status\":\"unready\",\"reason\":\"\\\"quoted\\\"\"}\n");
  CHECK(health(get("/readyz", "*/*")).body == "ready\n");
}

TEST_CASE("health answers GET and HEAD, and no other path", "[web]") {
  Request request = get("/healthz");
  request.method = "HEAD";
  CHECK(health(request).status == 200);
  request.method = "POST";
  CHECK(health(request).status == 405);
  CHECK(health(request).headers.find("Allow") == "GET, HEAD");
  for (const std::string path : {"/", "/healthz/", "/metrics", "/readyzz"}) {
    CHECK_FALSE(answer_health(get(path), [] { return std::optional<std::string>(); }));
  }
}

TEST_CASE("what there is not is said in a sentence", "[web]") {
  CHECK(not_found().status == 404);
  CHECK(method_not_allowed("GET, HEAD").body == "this page answers GET, HEAD\n");
}
