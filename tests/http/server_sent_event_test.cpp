#include "cancel/http/server_sent_event.hpp"

#include <catch2/catch.hpp>

namespace cancel::http {
namespace {

using namespace std::chrono_literals;

TEST_CASE("an event is its fields and an empty line", "[sse]") {
  ServerSentEvent event;
  CHECK(to_text(event) == "\n");
  event.data = "{}";
  CHECK(to_text(event) == "data: {}\n\n");
  event = {"still here", "message", "7", 1500ms, "a"};
  CHECK(to_text(event) == ": still here\nevent: message\nid: 7\nretry: 1500\ndata: a\n\n");
}

TEST_CASE("each line of the data is a field of its own", "[sse]") {
  ServerSentEvent event;
  event.data = "a\nb\r\nc\rd\n\ne";
  CHECK(to_text(event) == "data: a\ndata: b\ndata: c\ndata: d\ndata: \ndata: e\n\n");
  event.data = "\n";
  CHECK(to_text(event) == "data: \ndata: \n\n");
  event.data = "";
  CHECK(to_text(event) == "data: \n\n");
}

TEST_CASE("nothing in an event can begin another field or event", "[sse]") {
  ServerSentEvent event;
  event.comment = "a\n\ndata: x";
  event.event = "b\r\ndata: y";
  event.id = std::string("c\nd\0e", 5);
  CHECK(to_text(event) == ": a\n: \n: data: x\nevent: b  data: y\nid: c d e\n\n");
}

TEST_CASE("the headers of a stream keep it out of caches and buffers", "[sse]") {
  const Headers headers = event_stream_headers();
  CHECK(headers.find("content-type") == "text/event-stream");
  CHECK(headers.find("cache-control") == "no-store");
  CHECK(headers.find("x-accel-buffering") == "no");
}

}  // namespace
}  // namespace cancel::http
