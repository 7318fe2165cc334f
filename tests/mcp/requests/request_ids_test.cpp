#include <catch2/catch.hpp>

#include <cstdint>

#include "requests_scene.hpp"

using namespace cancel;
using namespace cancel::mcp;
using namespace scene;

namespace {

const std::vector<std::string> usable_ids{"1",
                                          "\"1\"",
                                          "0",
                                          "\"0\"",
                                          "\"\"",
                                          "-1",
                                          "\"-1\"",
                                          "9007199254740993",
                                          "9223372036854775807",
                                          "9223372036854775808",
                                          "18446744073709551615",
                                          "-9223372036854775808",
                                          "\"18446744073709551615\"",
                                          "\"\u00fc\u6f22\U0001F600\"",
                                          "\"a\\u0000b\"",
                                          "\"a\""};

const std::vector<std::string> unusable_ids{
    "null", "true", "1.0", "1.5", "1e0", "{}", "[]", "[1]", "18446744073709551616", "-9223372036854775809"};

RequestId id_of(const std::string& json) {
  const auto id = to_request_id(parse_json(json));
  REQUIRE(id);
  return *id;
}

}  // namespace

TEST_CASE("an id keeps its type and its value", "[requests]") {
  CHECK(id_of("1") == RequestId{std::int64_t{1}});
  CHECK(id_of("\"1\"") == RequestId{std::string("1")});
  CHECK(id_of("9223372036854775807") == RequestId{INT64_MAX});
  CHECK(id_of("9223372036854775808") == RequestId{std::uint64_t{1} << 63});
  CHECK(id_of("18446744073709551615") == RequestId{UINT64_MAX});
  CHECK(id_of("\"a\\u0000b\"") == RequestId{std::string("a\0b", 3)});
  for (const std::string& json : usable_ids) {
    const std::string written = to_json(id_of(json)).text();
    CHECK(id_of(written) == id_of(json));
  }
}

TEST_CASE("what is no string and no 64-bit integer is no id", "[requests]") {
  for (const std::string& json : unusable_ids) CHECK_FALSE(to_request_id(parse_json(json)));
}

TEST_CASE("a cancellation hits the request with its id and no other", "[requests]") {
  for (const std::string& chosen : usable_ids) {
    Peer peer;
    std::vector<std::shared_ptr<IncomingRequest>> all;
    for (const std::string& json : usable_ids) {
      all.push_back(peer.begin(id_of(json)));
      REQUIRE(all.back());
    }
    CHECK(peer.cancelled(R"({"requestId":)" + chosen + "}") == Heard::cancelled);
    peer.canceller.drain();
    for (const auto& request : all) {
      const bool is_chosen = request->id() == id_of(chosen);
      CHECK(request->is_silenced() == is_chosen);
      CHECK(request->token().is_cancelled() == is_chosen);
      CHECK(peer.requests.has(request->id()) == !is_chosen);
    }
  }
}

TEST_CASE("a cancellation without a usable id is malformed, and does nothing", "[requests]") {
  Peer peer;
  const auto request = peer.begin(number(1));
  for (const std::string& json : unusable_ids) {
    CHECK(peer.cancelled(R"({"requestId":)" + json + "}") == Heard::malformed);
  }
  for (const std::string params : {"", "null", "1", "[]", "{}", R"({"id":1})", R"({"requestID":1})"}) {
    CHECK(peer.cancelled(params) == Heard::malformed);
  }
  CHECK(request->is_open());
  CHECK(peer.requests.counters().malformed_cancels == unusable_ids.size() + 7);
  CHECK(peer.requests.counters().silenced == 0);
}

TEST_CASE("whoever makes an id from an unsigned number means the same id", "[requests]") {
  Peer peer;
  REQUIRE(peer.begin(RequestId{std::uint64_t{7}}));
  CHECK(peer.requests.has(number(7)));
  CHECK_FALSE(peer.begin(number(7)));
  CHECK(peer.cancelled(R"({"requestId":7})") == Heard::cancelled);
}

TEST_CASE("a request with an id in flight is ignored and counted, and the first one goes on", "[requests]") {
  Peer peer;
  const auto first = peer.begin(number(1));
  CHECK_FALSE(peer.begin(number(1)));
  CHECK(first->answer("{}"));
  CHECK(peer.requests.counters().duplicate_ids == 1);
  CHECK(peer.requests.counters().begun == 1);
}

TEST_CASE("an id is free once its request is answered, although its work goes on", "[requests]") {
  Peer peer;
  const auto first = peer.begin(number(1));
  CHECK(first->answer("one"));
  const auto second = peer.begin(number(1));
  REQUIRE(second);
  CHECK(peer.cancel(number(1)) == Heard::cancelled);
  peer.canceller.drain();
  CHECK_FALSE(first->token().is_cancelled());
  CHECK(second->token().is_cancelled());
  CHECK(peer.requests.running() == 2);
}

TEST_CASE("an id is free when the response reaches the channel", "[requests]") {
  Peer peer;
  std::shared_ptr<IncomingRequest> next;
  peer.channel->on_send = [&](MessageKind, const std::string& json) {
    if (json == "one") next = peer.begin(number(1));
  };
  CHECK(peer.begin(number(1))->answer("one"));
  REQUIRE(next);
  CHECK(next->is_open());
}

TEST_CASE("a new request with the id of a cancelled one, right behind the cancellation, is untouched", "[requests]") {
  Peer peer;
  for (int round = 0; round < 1'000; ++round) {
    const auto first = peer.begin(number(1));
    REQUIRE(peer.cancel(number(1)) == Heard::cancelled);
    const auto second = peer.begin(number(1));
    REQUIRE(second);
    peer.canceller.drain();
    REQUIRE(first->token().is_cancelled());
    REQUIRE_FALSE(second->token().is_cancelled());
    REQUIRE(second->answer("two"));
    first->finish(Outcome::stopped);
    second->finish(Outcome::succeeded);
  }
  CHECK(peer.channel->count("two") == 1'000);
  CHECK(peer.requests.running() == 0);
}
