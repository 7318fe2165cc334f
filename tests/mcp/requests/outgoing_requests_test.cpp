#include <catch2/catch.hpp>

#include <future>

#include "cancel/mcp/outgoing_requests.hpp"
#include "cancel/token/cancellation_source.hpp"
#include "requests_scene.hpp"

using namespace cancel;
using namespace cancel::mcp;
using namespace scene;
using Status = PeerAnswer::Status;

namespace {

// Asks from this process, and plays the peer that answers.
struct Asking {
  OutgoingRequests requests;
  RecordingChannel channel;
  CancellationSource source;
  bool is_open = true;

  PeerAnswer ask(std::chrono::milliseconds timeout = 20s) {
    return requests.ask(
        "roots/list", "{}"_json, source.token(), timeout,
        [this](std::string json) {
          if (is_open) channel.send(MessageKind::request, std::move(json));
          return is_open;
        },
        channel);
  }
  void answer(const std::string& message) { requests.answered(parse_json(message)); }
  void answer_when_sent(const std::string& message) {
    channel.on_send = [this, message](MessageKind kind, const std::string&) {
      if (kind == MessageKind::request) answer(message);
    };
  }
};

const std::string question = R"({"jsonrpc":"2.0","id":1,"method":"roots/list","params":{}})";

std::string cancel_of_first(const std::string& reason) {
  return R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1,"reason":")" + reason + "\"}}";
}

}  // namespace

TEST_CASE("a question gets its answer, also one that comes inside of its sending", "[outgoing]") {
  Asking asking;
  asking.answer_when_sent(R"({"jsonrpc":"2.0","id":1,"result":{"roots":[]}})");
  const PeerAnswer answer = asking.ask();
  REQUIRE(answer);
  CHECK(JsonText::of(answer.content).text() == R"({"roots":[]})");
  CHECK(asking.channel.said() == Said{question});
}

TEST_CASE("an error is an answer", "[outgoing]") {
  Asking asking;
  asking.answer_when_sent(R"({"jsonrpc":"2.0","id":1,"error":{"code":-1,"message":"no"}})");
  const PeerAnswer answer = asking.ask();
  CHECK(answer.status == Status::error);
  CHECK(find_text(answer.content, "message") == "no");
}

TEST_CASE("an answer without a result and without an error is an error", "[outgoing]") {
  for (const std::string message : {R"({"id":1})", R"({"id":1,"error":"no"})", R"({"id":1,"error":null})"}) {
    Asking asking;
    asking.answer_when_sent(message);
    const PeerAnswer answer = asking.ask();
    CHECK(answer.status == Status::error);
    CHECK(find_integer(answer.content, "code") == -32600);
  }
}

TEST_CASE("questions have ids of their own, from 1 on, never used again", "[outgoing]") {
  Asking asking;
  for (int round = 0; round < 3; ++round) CHECK(asking.ask(0ms).status == Status::timed_out);
  const Said said = asking.channel.said();
  REQUIRE(said.size() == 6);
  for (std::size_t round = 0; round < 3; ++round) {
    CHECK(find_integer(parse_json(said[2 * round]), "id") == static_cast<std::int64_t>(round + 1));
  }
}

TEST_CASE("an answer to nothing is ignored and counted", "[outgoing]") {
  Asking asking;
  asking.ask(0ms);
  for (const std::string id : {"1", "2", "0", "\"1\"", "null", "1.0"})
    asking.answer(R"({"result":{},"id":)" + id + "}");
  asking.answer(R"({"result":{}})");
  asking.answer("[]");
  CHECK(asking.requests.unknown_answers() == 8);
}

TEST_CASE("a token that is cancelled before: nothing is sent", "[outgoing]") {
  Asking asking;
  asking.source.cancel();
  CHECK(asking.ask().status == Status::cancelled);
  CHECK(asking.channel.said().empty());
}

TEST_CASE("a question that waits ends with its token, and the peer is told inside of that", "[outgoing]") {
  Asking asking;
  auto answer = std::async(std::launch::async, [&] { return asking.ask(); });
  REQUIRE(eventually([&] { return !asking.channel.said().empty(); }));
  asking.source.cancel({.reason = "not needed"});
  CHECK(asking.channel.said() == Said{question, cancel_of_first("not needed")});
  CHECK(answer.get().status == Status::cancelled);
  asking.answer(R"({"id":1,"result":{}})");
  CHECK(asking.requests.unknown_answers() == 1);
}

TEST_CASE("a cancellation inside of the sending comes behind the question", "[outgoing]") {
  Asking asking;
  asking.channel.on_send = [&](MessageKind kind, const std::string&) {
    if (kind == MessageKind::request) asking.source.cancel({.reason = "already"});
  };
  CHECK(asking.ask().status == Status::cancelled);
  CHECK(asking.channel.said() == Said{question, cancel_of_first("already")});
}

TEST_CASE("a time-out tells the peer", "[outgoing]") {
  Asking asking;
  CHECK(asking.ask(1ms).status == Status::timed_out);
  CHECK(asking.channel.said() == Said{question, cancel_of_first("Request timed out")});
  asking.source.cancel();
  CHECK(asking.channel.said().size() == 2);
}

TEST_CASE("a question that nobody may hear of is not sent", "[outgoing]") {
  Asking asking;
  asking.is_open = false;
  CHECK(asking.ask().status == Status::not_sent);
  CHECK(asking.channel.said().empty());
}

TEST_CASE("close() ends what waits and what comes", "[outgoing]") {
  Asking asking;
  auto answer = std::async(std::launch::async, [&] { return asking.ask(); });
  REQUIRE(eventually([&] { return !asking.channel.said().empty(); }));
  asking.requests.close();
  CHECK(answer.get().status == Status::not_sent);
  CHECK(asking.ask().status == Status::not_sent);
  CHECK(asking.channel.said() == Said{question});
}

TEST_CASE("what hangs under a silenced request is cancelled before that is over", "[outgoing]") {
  Peer peer;
  OutgoingRequests questions;
  const auto request = peer.begin(number(1));
  auto answer = std::async(std::launch::async, [&] {
    return questions.ask(
        "roots/list", "{}"_json, request->token(), 20s,
        [&](std::string json) { return request->send(MessageKind::request, std::move(json)); }, *peer.channel);
  });
  REQUIRE(eventually([&] { return !peer.channel->said().empty(); }));
  peer.cancelled(R"({"requestId":1,"reason":"enough"})");
  CHECK(answer.get().status == Status::cancelled);
  peer.canceller.drain();
  CHECK(peer.channel->said() == Said{question, cancel_of_first("enough"), "over: silenced"});
}

TEST_CASE("answer, time-out, cancellation and close() at once end a question once", "[outgoing][stress]") {
  for (int round = 0; round < 500; ++round) {
    Asking asking;
    std::atomic<bool> go{false};
    const auto when_told = [&](auto act) {
      return std::thread([&go, act] {
        while (!go) std::this_thread::yield();
        act();
      });
    };
    std::thread answering = when_told([&] { asking.answer(R"({"id":1,"result":{}})"); });
    std::thread cancelling = when_told([&] { asking.source.cancel({.reason = "enough"}); });
    std::thread closing = when_told([&, round] {
      if (round % 3 == 0) asking.requests.close();
    });
    asking.channel.on_send = [&](MessageKind, const std::string&) { go = true; };
    const PeerAnswer answer = asking.ask(std::chrono::milliseconds(round % 2));
    go = true;
    answering.join();
    cancelling.join();
    closing.join();
    const std::size_t told = asking.channel.said().size() - 1;
    const bool is_to_be_told = answer.status == Status::cancelled || answer.status == Status::timed_out;
    CHECK(told == (is_to_be_told ? 1 : 0));
  }
}
