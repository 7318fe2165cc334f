#include "http/event_stream.hpp"

#include <catch2/catch.hpp>

#include "http/scene.hpp"
#include "http_peer.hpp"

namespace cancel::mcp {
namespace {

using namespace std::chrono_literals;
using http::testing::OpenServer;
using testing::eventually;
using testing::Stream;

constexpr EventStream::Limits usual{4 << 20, 1'234ms};

struct Scene {
  explicit Scene(EventStream::Limits limits = usual) : stream(std::make_shared<EventStream>(7, limits)) {}

  // A peer that is sent the stream from now on.
  std::unique_ptr<Stream> attach(std::optional<std::uint64_t> after = {}, bool prime = false) {
    auto peer = std::make_unique<Stream>(server->port(), testing::get());
    stream->attach(server.next(), after, prime);
    return peer;
  }
  void add(const std::string& json) { stream->append(json, false); }

  OpenServer server;
  std::shared_ptr<EventStream> stream;
};

std::string next(Stream& stream) {
  return JsonText::of(stream.message()).text();
}

TEST_CASE("ids of events say stream and event, and nothing else is one", "[http]") {
  const auto id = EventStream::parse_id("7-12");
  REQUIRE(id);
  CHECK(id->stream == 7);
  CHECK(id->event == 12);
  for (const char* text : {"", "7", "7-", "-7", "7-x", "x-7", "7-1 ", "7--1", "7-99999999999999999999999"}) {
    INFO(text);
    CHECK_FALSE(EventStream::parse_id(text));
  }
}

TEST_CASE("messages are events of a type of their own, with ids that count", "[http]") {
  Scene scene;
  const auto peer = scene.attach();
  scene.add("1");
  scene.add("2");
  CHECK(peer->header("Content-Type") == "text/event-stream");
  auto event = peer->next();
  CHECK(event->id == "7-1");
  CHECK(event->data == "1");
  CHECK(peer->next()->id == "7-2");
  scene.stream->finish();
  CHECK_FALSE(peer->next());
}

TEST_CASE("the priming event has an id, the time to come back after, and no content", "[http]") {
  Scene scene;
  const auto peer = scene.attach({}, true);
  const auto event = peer->next();
  CHECK(event->id == "7-0");
  CHECK(event->retry == "1234");
  CHECK(event->data.empty());
  scene.add("1");
  CHECK(next(*peer) == "1");
}

TEST_CASE("whoever comes back has what came behind the event it names", "[http]") {
  Scene scene;
  {
    const auto peer = scene.attach({}, true);
    for (const char* json : {"1", "2", "3"}) scene.add(json);
    CHECK(next(*peer) == "1");
  }
  CHECK(eventually([&] { return !scene.stream->is_attached(); }));
  scene.add("4");
  const auto peer = scene.attach(1);
  for (const char* json : {"2", "3", "4"}) CHECK(next(*peer) == json);
  scene.add("5");
  CHECK(next(*peer) == "5");
}

TEST_CASE("who names no event has what went over no connection yet", "[http]") {
  Scene scene;
  scene.add("1");
  {
    const auto peer = scene.attach();
    scene.add("2");
    CHECK(next(*peer) == "1");
    CHECK(next(*peer) == "2");
  }
  CHECK(eventually([&] { return !scene.stream->is_attached(); }));
  scene.add("3");
  const auto peer = scene.attach();
  CHECK(next(*peer) == "3");
}

TEST_CASE("a second connection ends the first", "[http]") {
  Scene scene;
  const auto first = scene.attach();
  const auto second = scene.attach();
  CHECK(first->is_at_end());
  scene.add("1");
  CHECK(next(*second) == "1");
  first->close();
  scene.add("2");
  CHECK(next(*second) == "2");
  CHECK(scene.stream->is_attached());
}

TEST_CASE("a finished stream is given again, and ends", "[http]") {
  Scene scene;
  CHECK_FALSE(scene.stream->finished_at());
  scene.add("1");
  scene.stream->finish();
  scene.add("too late");
  CHECK(scene.stream->finished_at());
  for (const std::uint64_t after : {std::uint64_t{0}, std::uint64_t{1}}) {
    const auto peer = scene.attach(after);
    if (after == 0) CHECK(next(*peer) == "1");
    CHECK(peer->is_at_end());
  }
  CHECK_FALSE(scene.stream->is_attached());
}

TEST_CASE("the oldest events leave where there are too many, but never the last", "[http]") {
  Scene scene({1'000, 1'000ms});
  const std::string large = '"' + std::string(400, 'x') + '"';
  for (int count = 0; count < 10; ++count) scene.add(large);
  {
    const auto peer = scene.attach(0);
    CHECK(peer->next()->id == "7-9");
    CHECK(peer->next()->id == "7-10");
  }
  scene.add('"' + std::string(5'000, 'x') + '"');
  const auto peer = scene.attach(0);
  CHECK(peer->next()->id == "7-11");
}

TEST_CASE("a connection is let go with the time to come back after", "[http]") {
  Scene scene;
  const auto peer = scene.attach({}, true);
  CHECK(peer->next()->id == "7-0");
  scene.stream->release();
  CHECK(peer->next()->retry == "1234");
  CHECK(peer->is_at_end());
  scene.stream->release();
  scene.add("1");
  CHECK(next(*scene.attach(0)) == "1");
}

TEST_CASE("a connection is not let go as long as its peer has no id to come back with", "[http]") {
  Scene scene;
  const auto peer = scene.attach();
  scene.stream->release();
  CHECK(scene.stream->is_attached());
  scene.add("1");
  CHECK(next(*peer) == "1");
  scene.stream->release();
  CHECK_FALSE(scene.stream->is_attached());
}

TEST_CASE("a comment goes where there is a connection", "[http]") {
  Scene scene;
  scene.stream->keep_alive();
  const auto peer = scene.attach();
  scene.stream->keep_alive();
  CHECK_FALSE(peer->next()->comment.empty());
}

TEST_CASE("a connection that broke before it was attached is let go", "[http]") {
  Scene scene;
  auto peer = std::make_unique<Stream>(scene.server->port(), testing::get());
  const auto exchange = scene.server.next();
  peer.reset();
  CHECK(eventually([&] { return exchange->disconnected(); }));
  scene.stream->attach(exchange, {}, false);
  CHECK_FALSE(scene.stream->is_attached());
  scene.add("1");
  CHECK(next(*scene.attach()) == "1");
}

}  // namespace
}  // namespace cancel::mcp
