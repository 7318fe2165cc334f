#include <catch2/catch.hpp>
#include <string>

#include "cancel/wire/event_codec.hpp"
#include "cancel/wire/reply_encoder.hpp"
#include "cancel/wire/rfc3339.hpp"
#include "samples.hpp"

// Many messages written with the memory of one.

namespace cancel::test {
namespace {

TEST_CASE("what is appended is what is encoded, behind what stood there", "[append]") {
  std::string text = "before ";
  std::string expected = text;
  for (const auto& sample : sample_events()) {
    append_topic(text, sample.event);
    append_event(text, sample.event);
    append_event_data(text, sample.event);
    append_reply(text, "7", {PositionReply{sample.event.position}});
    expected += topic_of(sample.event) + encode_event(sample.event) + encode_event_data(sample.event) +
                encode_reply("7", {PositionReply{sample.event.position}});
    REQUIRE(text == expected);
  }
}

TEST_CASE("an event whose data is there already is written around it", "[append]") {
  for (const auto& [name, event] : sample_events()) {
    INFO(name);
    std::string text;
    append_event(text, event, encode_event_data(event));
    CHECK(text == encode_event(event));
  }
}

TEST_CASE("a buffer that is used again holds nothing of the message before", "[append]") {
  std::string text;
  for (const std::size_t size : std::initializer_list<std::size_t>{4'000, 3, 900, 0, 320}) {
    const Event event{.command_id = std::string(size, '"'), .data = TokenReleased{}};
    text.clear();
    append_event_data(text, event);
    CHECK(text == encode_event_data(event));
    CHECK(text.size() == std::string(R"({"commandId":""})").size() + 2 * size);
  }
}

TEST_CASE("what stands before a reply does not count for its largest size", "[append]") {
  TokenListReply list;
  list.tokens.assign(20, sample_token());
  const ReplyLimits limits{3'000};
  const std::string before(10'000, ' ');
  std::string text = before;
  append_reply(text, "7", {list}, limits);
  CHECK(text == before + encode_reply("7", {list}, limits));
}

TEST_CASE("a time is written in place as it is written in a string", "[append]") {
  std::string text(rfc3339_size + 2, '#');
  write_rfc3339(sample_time, text.data() + 1);
  CHECK(text == "#" + to_rfc3339(sample_time) + "#");
}

}  // namespace
}  // namespace cancel::test
