#include "cancel/domain/event_story.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace cancel;

TEST_CASE("the events of a cancellation are those that its names say", "[domain]") {
  for (const auto& word : words::of(EventType{})) {
    const auto type = from_string<EventType>(word);
    REQUIRE(type);
    INFO(word);
    CHECK(is_of_cancellation(*type) == (word.substr(0, 12) == "Cancellation"));
  }
}
