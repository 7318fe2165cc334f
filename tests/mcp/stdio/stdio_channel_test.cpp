#include "stdio/stdio_channel.hpp"

#include <fcntl.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <thread>
#include <vector>

#include "pipes.hpp"

namespace cancel::mcp {
namespace {

using namespace std::chrono_literals;
using testing::eventually;
using testing::Lines;
using testing::Pipe;

constexpr std::size_t plenty = 64 << 20;

struct Scene {
  explicit Scene(std::size_t max_unread = plenty)
      : channel(pipe.writing.get(), max_unread, [this] { ++times_gone; }), lines(pipe.reading.get()) {}

  void respond(const std::string& json) { channel.send(MessageKind::response, json); }

  Pipe pipe;
  std::atomic<int> times_gone{0};
  StdioChannel channel;
  Lines lines;
};

TEST_CASE("messages arrive a line each, in the order in which they were sent", "[stdio]") {
  Scene scene;
  for (int number = 0; number < 1'000; ++number) scene.respond(std::to_string(number));
  for (int number = 0; number < 1'000; ++number) REQUIRE(scene.lines.next() == std::to_string(number));
}

TEST_CASE("messages of several threads are not mixed", "[stdio]") {
  Scene scene;
  std::vector<std::thread> senders;
  for (const char letter : {'a', 'b', 'c'}) {
    senders.emplace_back([&scene, letter] {
      for (int count = 0; count < 100; ++count) scene.respond(std::string(10'000, letter));
    });
  }
  for (int count = 0; count < 300; ++count) {
    const std::string line = scene.lines.next();
    REQUIRE(line == std::string(10'000, line.front()));
  }
  for (auto& sender : senders) sender.join();
}

TEST_CASE("who sends does not wait for the peer to read, and nothing but reports is dropped", "[stdio]") {
  Scene scene;
  const std::string large(1 << 20, 'x');
  for (int count = 0; count < 4; ++count) scene.respond(large);
  scene.channel.send(MessageKind::report, "dropped");
  scene.channel.send(MessageKind::notification, "kept");
  for (int count = 0; count < 4; ++count) CHECK(scene.lines.next().size() == large.size());
  CHECK(scene.lines.next() == "kept");
  CHECK(eventually([&] { return scene.channel.flush(0ms); }));
  scene.channel.send(MessageKind::report, "goes through again");
  CHECK(scene.lines.next() == "goes through again");
  CHECK(scene.times_gone == 0);
}

TEST_CASE("a peer that has closed its end is gone, which is told once", "[stdio]") {
  Scene scene;
  scene.pipe.reading.reset();
  for (int count = 0; count < 100; ++count) scene.respond("nobody is there");
  CHECK(eventually([&] { return scene.times_gone > 0; }));
  CHECK_FALSE(scene.channel.flush(10s));
  scene.respond("still nobody");
  scene.channel.close();
  CHECK(scene.times_gone == 1);
}

TEST_CASE("a message that could not be written is not taken for written", "[stdio]") {
  Scene scene;
  scene.pipe.reading.reset();
  scene.respond("nobody is there");
  CHECK_FALSE(scene.channel.flush(10s));
}

TEST_CASE("a peer that leaves too much unread counts as gone", "[stdio]") {
  Scene scene(1 << 20);
  const std::string large(300'000, 'x');
  for (int count = 0; count < 20; ++count) scene.respond(large);
  CHECK(scene.times_gone == 1);
  CHECK_FALSE(scene.channel.flush(10s));
}

TEST_CASE("flush waits for the peer, but not for longer than told", "[stdio]") {
  Scene scene;
  scene.respond(std::string(1 << 20, 'x'));
  CHECK_FALSE(scene.channel.flush(1ms));
  std::thread reader([&] { scene.lines.next(); });
  CHECK(scene.channel.flush(10s));
  reader.join();
}

TEST_CASE("closing does not wait for the peer, gives the descriptor back as it was, and drops what comes", "[stdio]") {
  Scene scene;
  scene.respond(std::string(1 << 20, 'x'));
  CHECK((::fcntl(scene.pipe.writing.get(), F_GETFL) & O_NONBLOCK) != 0);
  scene.channel.close();
  CHECK((::fcntl(scene.pipe.writing.get(), F_GETFL) & O_NONBLOCK) == 0);
  scene.respond("after the end");
  scene.channel.close();
  scene.pipe.writing.reset();
  std::string line = scene.lines.next();
  CHECK(line.find("after the end") == std::string::npos);
  CHECK(scene.times_gone == 0);
}

}  // namespace
}  // namespace cancel::mcp
