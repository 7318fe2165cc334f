#include "tail/delivery.hpp"

#include <catch2/catch.hpp>

#include "program/failure.hpp"
#include "tail/retrying.hpp"
#include "tail/webhook_delivery.hpp"

namespace cancel::tail {
namespace {

using namespace std::chrono_literals;
using Outcome = Attempt::Outcome;

// Answers with what the test says, and counts.
class ScriptedDelivery : public Delivery {
 public:
  ScriptedDelivery(std::vector<Attempt> answers, int& attempts) : answers_(std::move(answers)), attempts_(attempts) {}

  Attempt attempt(const TailedEvent&) override {
    const auto index = static_cast<std::size_t>(attempts_++);
    return index < answers_.size() ? answers_[index] : Attempt{};
  }

 private:
  std::vector<Attempt> answers_;
  int& attempts_;
};

// Delivers one event; returns how many attempts that took.
int attempts_with(std::vector<Attempt> answers, std::optional<std::uint64_t> retries) {
  StopSignals stop;
  int attempts = 0;
  Retrying retrying(std::make_unique<ScriptedDelivery>(std::move(answers), attempts), retries, stop);
  const std::string json = "{}";
  const std::string log_id = "log-1";
  retrying.react({7, nullptr, json, log_id});
  return attempts;
}

TEST_CASE("what failed is tried again until it succeeds", "[delivery]") {
  CHECK(attempts_with({}, {}) == 1);
  CHECK(attempts_with({{Outcome::failed, "x"}}, {}) == 2);
  CHECK(attempts_with({{Outcome::failed, "x"}}, 1) == 2);
}

TEST_CASE("who gives up names the event, the fault, and how often it was tried", "[delivery]") {
  CHECK_THROWS_WITH(attempts_with({{Outcome::failed, "it burns"}}, 0),
                    "the event at position 7 could not be delivered: it burns");
  CHECK_THROWS_WITH(attempts_with({{Outcome::failed, "x"}, {Outcome::failed, "it burns"}}, 1),
                    "the event at position 7 could not be delivered: it burns (2 attempts)");
}

TEST_CASE("what would be the same another time is not tried again", "[delivery]") {
  CHECK_THROWS_AS(attempts_with({{Outcome::refused, "x"}}, {}), program::Failure);
}

TEST_CASE("a signal ends the waiting for the next attempt", "[delivery]") {
  StopSignals stop;
  int attempts = 0;
  const std::vector<Attempt> answers(100, Attempt{Outcome::failed, "x", 1h});
  Retrying retrying(std::make_unique<ScriptedDelivery>(answers, attempts), {}, stop);
  const std::string json = "{}";
  raise(SIGTERM);
  CHECK_THROWS_AS(retrying.react({7, nullptr, json, json}), program::Failure);
  CHECK(stop.number() == SIGTERM);
  CHECK(stop.token().is_cancelled());
}

TEST_CASE("pauses grow to half a minute, and to what the receiver asks for", "[delivery]") {
  CHECK(retry_pause(1, {}) == 200ms);
  CHECK(retry_pause(2, {}) == 400ms);
  CHECK(retry_pause(8, {}) == 25'600ms);
  CHECK(retry_pause(9, {}) == 30s);
  CHECK(retry_pause(1'000'000'000, {}) == 30s);
  CHECK(retry_pause(1, Millis{5s}) == 5s);
  CHECK(retry_pause(9, Millis{5s}) == 30s);
  CHECK(retry_pause(1, Millis{24h}) == 1h);
}

TEST_CASE("an answer of a webhook is a delivery, may be otherwise another time, or is final", "[delivery]") {
  for (const long status : {200, 201, 204, 299}) CHECK(meaning_of_status(status) == Outcome::delivered);
  for (const long status : {408, 425, 429, 500, 502, 503, 599}) CHECK(meaning_of_status(status) == Outcome::failed);
  for (const long status : {0, 100, 301, 302, 304, 400, 401, 404, 410, 600}) {
    CHECK(meaning_of_status(status) == Outcome::refused);
  }
}

TEST_CASE("an URL of a webhook is of http or https", "[delivery]") {
  for (const char* url : {"http://localhost:8080/x?y=1", "https://hooks.example/", "HTTP://[::1]/"}) {
    CHECK(fault_of_url(url).empty());
  }
  for (const char* url :
       {"", "localhost", "/x", "ftp://x/", "file:///etc/passwd", "javascript:1", "http://", "http://a b/"}) {
    CHECK_FALSE(fault_of_url(url).empty());
  }
}

TEST_CASE("a header has a name, a colon and no control characters", "[delivery]") {
  for (const char* header : {"Authorization: Bearer x", "X-Empty:", "X_1:\u00e4"})
    CHECK(fault_of_header(header).empty());
  for (const char* header : {"", ":", "no colon", "a b: c", "A: b\r\nC: d", "A: \x01"}) {
    CHECK_FALSE(fault_of_header(header).empty());
  }
}

}  // namespace
}  // namespace cancel::tail
