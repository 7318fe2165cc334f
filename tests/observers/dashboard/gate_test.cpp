#include "dashboard/gate.hpp"

#include <catch2/catch.hpp>

using namespace cancel;
using namespace cancel::dashboard;
using namespace std::chrono_literals;

namespace {

constexpr const char* token = "a-token-of-enough-letters";

struct Scene {
  Gate gate{GateOptions{{"127.0.0.1", 8470}, {}, token}};
  Gate::Moment now{};
  http::Request request{};

  Scene() {
    request.method = "POST";
    request.remote_address = "10.0.0.1";
    request.headers = {{"Host", "localhost:8470"}, {"Content-Type", "application/json"}};
  }
  int login(const std::string& text) { return gate.login(request, text, now).status; }
  // Logs in, and carries the cookie from now on.
  void log_in() {
    const http::Response response = gate.login(request, token, now);
    REQUIRE(response.status == 204);
    const std::string cookie(*response.headers.find("Set-Cookie"));
    request.headers.set("Cookie", "other=1; " + cookie.substr(0, cookie.find(';')));
  }
};

std::string code_of(const std::optional<ApiError>& error) {
  return error ? error->code : "";
}

}  // namespace

TEST_CASE_METHOD(Scene, "who has not logged in sees nothing", "[dashboard]") {
  CHECK(code_of(gate.refuse_reader(request, now)) == "login_required");
  CHECK_FALSE(gate.standing(request, now).csrf);
  CHECK(login("a-token-of-enough-letterz") == 401);
  CHECK(login("") == 401);
  log_in();
  CHECK(code_of(gate.refuse_reader(request, now)).empty());
  CHECK(gate.standing(request, now).logged_in);
}

TEST_CASE_METHOD(Scene, "a session's cookie is out of the reach of scripts and other sites", "[dashboard]") {
  const http::Response response = gate.login(request, token, now);
  const std::string cookie(*response.headers.find("Set-Cookie"));
  for (const char* part : {"canceld_dashboard=", "; HttpOnly", "; SameSite=Strict", "; Path=/"}) {
    CHECK(cookie.find(part) != std::string::npos);
  }
  CHECK(cookie.find(';') == std::string("canceld_dashboard=").size() + 64);
}

TEST_CASE_METHOD(Scene, "a session ends when nobody uses it for twelve hours", "[dashboard]") {
  log_in();
  now += 11h;
  CHECK_FALSE(gate.refuse_reader(request, now));
  now += 11h;
  CHECK_FALSE(gate.refuse_reader(request, now));
  now += 12h;
  CHECK(code_of(gate.refuse_reader(request, now)) == "login_required");
}

TEST_CASE_METHOD(Scene, "a session ends with a logout, also for what was opened with it", "[dashboard]") {
  now = std::chrono::steady_clock::now();
  log_in();
  const auto still_in = gate.still_in(request);
  CHECK(still_in());
  CHECK(gate.logout(request).status == 204);
  CHECK_FALSE(still_in());
  CHECK(code_of(gate.refuse_reader(request, now)) == "login_required");
}

TEST_CASE_METHOD(Scene, "who guesses has to wait, longer each time, and nobody else does", "[dashboard]") {
  for (int count = 0; count < 5; ++count) CHECK(login("guess") == 401);
  CHECK(login("guess") == 429);
  CHECK(login(token) == 429);
  CHECK(gate.login(request, "guess", now).headers.find("Retry-After") == "1");
  now += 1s;
  CHECK(login("guess") == 401);
  CHECK(gate.login(request, "guess", now).headers.find("Retry-After") == "2");
  request.remote_address = "10.0.0.2";
  CHECK(login(token) == 204);
  request.remote_address = "10.0.0.1";
  now += 1min;
  CHECK(login(token) == 204);
  CHECK(login("guess") == 401);
}

TEST_CASE_METHOD(Scene, "a change must carry the session's token", "[dashboard]") {
  CHECK(code_of(gate.refuse_writer(request, now)) == "login_required");
  log_in();
  CHECK(code_of(gate.refuse_writer(request, now)) == "csrf");
  const std::string csrf = *gate.standing(request, now).csrf;
  request.headers.set("X-CSRF-Token", csrf.substr(1) + "x");
  CHECK(code_of(gate.refuse_writer(request, now)) == "csrf");
  request.headers.set("X-CSRF-Token", csrf);
  CHECK_FALSE(gate.refuse_writer(request, now));
  request.headers.set("Content-Type", "text/plain");
  CHECK(code_of(gate.refuse_writer(request, now)) == "forbidden");
}

TEST_CASE_METHOD(Scene, "a page of another site or port may send nothing", "[dashboard]") {
  for (const char* origin :
       {"http://evil.example", "null", "http://localhost:3000", "https://localhost", "localhost"}) {
    INFO(origin);
    request.headers.set("Origin", origin);
    CHECK(code_of(gate.refuse_sender(request)) == "forbidden");
  }
  request.headers.set("Origin", "http://localhost:8470");
  CHECK_FALSE(gate.refuse_sender(request));
  request.headers.add("Origin", "http://evil.example");
  CHECK(code_of(gate.refuse_sender(request)) == "forbidden");
}

TEST_CASE_METHOD(Scene, "only hosts that are allowed reach it", "[dashboard]") {
  CHECK_FALSE(gate.refuse_host(request));
  request.headers.set("Host", "evil.example:8470");
  CHECK(code_of(gate.refuse_host(request)) == "forbidden");
  request.headers.remove("Host");
  CHECK(code_of(gate.refuse_host(request)) == "forbidden");
  Gate open{GateOptions{{"0.0.0.0", 8470}, {"ops.example"}, token}};
  request.headers.set("Host", "ops.example");
  CHECK_FALSE(open.refuse_host(request));
  request.headers.set("Origin", "https://ops.example");
  CHECK_FALSE(open.refuse_sender(request));
  request.headers.set("Host", "192.0.2.1:8470");
  CHECK(code_of(open.refuse_host(request)) == "forbidden");
}

TEST_CASE("without a token everybody may look, and changes still come from the page", "[dashboard]") {
  Scene scene;
  Gate open{GateOptions{{"127.0.0.1", 8470}, {}, std::nullopt}};
  CHECK_FALSE(open.refuse_reader(scene.request, scene.now));
  CHECK(code_of(open.refuse_writer(scene.request, scene.now)) == "csrf");
  scene.request.headers.set("X-CSRF-Token", *open.standing(scene.request, scene.now).csrf);
  CHECK_FALSE(open.refuse_writer(scene.request, scene.now));
}

TEST_CASE("there are only so many sessions, and the one that was used last stays", "[dashboard]") {
  Sessions sessions(2);
  const Sessions::Moment now{};
  const std::string first = sessions.open(now);
  const std::string second = sessions.open(now + 1s);
  CHECK(sessions.use(first, now + 2s));
  sessions.open(now + 3s);
  CHECK(sessions.size() == 2);
  CHECK(sessions.use(first, now + 4s));
  CHECK_FALSE(sessions.use(second, now + 4s));
}
