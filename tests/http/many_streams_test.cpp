#include <sys/resource.h>

#include <catch2/catch.hpp>
#include <fstream>

#include "cancel/http/server_sent_event.hpp"
#include "scene.hpp"

namespace cancel::http {
namespace {

using namespace testing;

constexpr int many = 1000;

void allow_descriptors(rlim_t count) {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  if (limit.rlim_cur >= count) return;
  limit.rlim_cur = count;
  limit.rlim_max = std::max(limit.rlim_max, count);
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &limit) == 0);
}

TEST_CASE("a thousand streams are open at once, and each gets its events", "[many]") {
  allow_descriptors(2 * many + 100);
  OpenServer server;
  std::vector<Peer> peers;
  std::vector<std::shared_ptr<Exchange>> streams;
  Calls calls;
  for (int i = 0; i < many; ++i) {
    peers.emplace_back(server->port());
    peers.back().send("GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: a\r\n\r\n");
    streams.push_back(server.next());
    REQUIRE(streams.back());
    streams.back()->on_disconnect(calls.counter());
    REQUIRE(streams.back()->begin_stream(200, event_stream_headers()));
  }
  CHECK(server->connections() == many);
  for (int event = 0; event < 3; ++event) {
    for (int i = 0; i < many; ++i) {
      ServerSentEvent message;
      message.data = std::to_string(i) + '.' + std::to_string(event);
      REQUIRE(streams[static_cast<std::size_t>(i)]->write(to_text(message)));
    }
  }
  for (int i = 0; i < many; ++i) {
    INFO(i);
    for (int event = 0; event < 3; ++event) {
      peers[static_cast<std::size_t>(i)].read_until("data: " + std::to_string(i) + '.' + std::to_string(event) +
                                                    "\n\n\r\n");
    }
  }
  // One half ends, of the other the peers go away.
  for (std::size_t i = 0; i < many; ++i) {
    if (i % 2 == 0)
      CHECK(streams[i]->end());
    else
      peers[i].close();
  }
  for (std::size_t i = 0; i < many; i += 2) CHECK(peers[i].read_until("0\r\n\r\n") == "0\r\n\r\n");
  CHECK(eventually([&] { return calls.count() == many / 2; }));
  peers.clear();
  CHECK(eventually([&] { return server->connections() == 0; }));
  CHECK(calls.count() == many / 2);
}

}  // namespace
}  // namespace cancel::http
