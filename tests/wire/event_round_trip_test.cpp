#include <catch2/catch.hpp>
#include <optional>
#include <utility>
#include <vector>

#include "cancel/wire/event_codec.hpp"
#include "cancel/wire/rfc3339.hpp"
#include "random_source.hpp"

// Random events go into JSON and come back as they were.

namespace cancel::test {
namespace {

class RandomEvents {
 public:
  std::uint64_t seed() const { return random_.seed(); }

  Event next() {
    Event event;
    event.data = data();
    event.position = random_.bits();
    event.version = random_.bits() >> random_.below(64);
    event.time = time();
    event.token = name();
    event.command_id = maybe(&RandomEvents::text);
    if (random_.chance(2)) event.occurred_at = to_rfc3339(time());
    const bool session = event.type() == EventType::session_opened || event.type() == EventType::session_closed;
    if (session) event.token.id.clear();
    event.of_operation = !session && random_.chance(2);
    return event;
  }

 private:
  EventData data() {
    switch (word<EventType>()) {
      case EventType::token_created:
        return TokenCreated{names(), maybe(&RandomEvents::duration), labels()};
      case EventType::operation_started:
        return operation_started();
      case EventType::cancellation_requested:
        return requested();
      case EventType::cancellation_executed:
        return CancellationExecuted{};
      case EventType::cancellation_escalated:
        return CancellationEscalated{word<EscalatedBecause>(), maybe(&RandomEvents::truth)};
      case EventType::cancellation_completed:
        return CancellationCompleted{word<Outcome>(), maybe(&RandomEvents::text), truth(), maybe(&RandomEvents::text)};
      case EventType::cancellation_expired:
        return CancellationExpired{word<ExpiredBecause>()};
      case EventType::operation_finished:
        return OperationFinished{word<Outcome>(), maybe(&RandomEvents::text), maybe(&RandomEvents::text)};
      case EventType::token_released:
        return TokenReleased{};
      case EventType::session_opened:
        return session_opened();
      case EventType::session_closed:
        return SessionClosed{text(), word<SessionClosedBecause>()};
    }
    return TokenReleased{};
  }

  EventData operation_started() {
    OperationStarted data;
    data.tool = maybe(&RandomEvents::text);
    data.request_id = maybe(&RandomEvents::request_id);
    data.session = maybe(&RandomEvents::text);
    data.deadline = maybe(&RandomEvents::duration);
    data.grace = maybe(&RandomEvents::duration);
    data.force = maybe(&RandomEvents::duration);
    data.parents = names();
    data.labels = labels();
    data.already_running = truth();
    return data;
  }

  EventData requested() {
    CancellationRequested data;
    data.reason = maybe(&RandomEvents::text);
    data.cause = word<Cause>();
    data.mode = word<Mode>();
    data.grace = maybe(&RandomEvents::duration);
    data.force = maybe(&RandomEvents::duration);
    data.requested_by = maybe(&RandomEvents::text);
    data.matched = maybe(&RandomEvents::truth);
    return data;
  }

  EventData session_opened() {
    SessionOpened data{text(), text(), maybe(&RandomEvents::text), {}, maybe(&RandomEvents::text), duration()};
    if (truth()) data.pid = static_cast<std::int64_t>(random_.bits());
    return data;
  }

  template <typename Value>
  std::optional<Value> maybe(Value (RandomEvents::*make)()) {
    if (random_.chance(3)) return std::nullopt;
    return (this->*make)();
  }

  template <typename Word>
  Word word() {
    return static_cast<Word>(random_.below(words::of(Word{}).size()));
  }

  bool truth() { return random_.chance(2); }
  std::string text() { return random_.text(20); }
  TokenName name() { return {"n" + text(), "i" + text()}; }
  Millis duration() { return Millis{static_cast<std::int64_t>(random_.bits() >> (11 + random_.below(53)))}; }

  Timestamp time() {
    return Timestamp{std::chrono::microseconds{static_cast<std::int64_t>(random_.bits() % 253'402'300'800'000'000)}};
  }

  RequestId request_id() {
    switch (random_.below(4)) {
      case 0:
        return text();
      case 1:
        return std::uint64_t{1} << 63 | random_.bits();
      default:
        return static_cast<std::int64_t>(random_.bits()) >> random_.below(64);
    }
  }

  std::vector<TokenName> names() {
    std::vector<TokenName> names(random_.below(4));
    for (TokenName& each : names) each = name();
    return names;
  }

  Labels labels() {
    Labels labels;
    for (std::size_t number = random_.below(4); number > 0; --number) labels.emplace(text(), text());
    return labels;
  }

  RandomSource random_;
};

TEST_CASE("random events come back from their JSON as they were", "[event][random]") {
  RandomEvents events;
  INFO("WIRE_TEST_SEED=" << events.seed());
  for (int round = 0; round < 3'000; ++round) {
    const Event event = events.next();
    const std::string json = encode_event(event);
    INFO(json);
    const Result<Event> decoded = decode_event(json);
    REQUIRE(decoded);
    REQUIRE(*decoded == event);

    const std::string data = encode_event_data(event);
    const Result<Event> stored = decode_event_row({event.position, event.version, event.time, to_string(event.type()),
                                                   event.token.space, event.token.id, event.of_operation, data});
    REQUIRE(stored);
    REQUIRE(*stored == event);
  }
}

}  // namespace
}  // namespace cancel::test
