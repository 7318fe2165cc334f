#include "cancel/wire/event_codec.hpp"

#include <catch2/catch.hpp>
#include <set>
#include <string>
#include <string_view>

#include "golden.hpp"
#include "samples.hpp"

namespace cancel::test {
namespace {

TEST_CASE("every event is published in the contract's form", "[event]") {
  for (const auto& [name, event] : sample_events()) check_golden(std::string("events/") + name, encode_event(event));
}

TEST_CASE("the samples hold every type of event", "[event]") {
  std::set<EventType> types;
  for (const auto& sample : sample_events()) types.insert(sample.event.type());
  CHECK(types.size() == words::of(EventType{}).size());
}

TEST_CASE("the log stores the data of an event as it is published", "[event]") {
  for (const auto& sample : sample_events()) {
    INFO(sample.name);
    CHECK(encode_event(sample.event).ends_with(",\"data\":" + encode_event_data(sample.event) + "}"));
  }
}

TEST_CASE("a published event is read back as it was", "[event]") {
  for (const auto& [name, event] : sample_events()) {
    INFO(name);
    const Result<Event> decoded = decode_event(golden(std::string("events/") + name));
    REQUIRE(decoded);
    CHECK(*decoded == event);
  }
}

EventRow row_of(const Event& event, std::string_view data) {
  return {event.position,    event.version,  event.time,         to_string(event.type()),
          event.token.space, event.token.id, event.of_operation, data};
}

TEST_CASE("a row of the log is read back as the event it was", "[event]") {
  for (const auto& [name, event] : sample_events()) {
    INFO(name);
    const Result<Event> decoded = decode_event_row(row_of(event, encode_event_data(event)));
    REQUIRE(decoded);
    CHECK(*decoded == event);
  }
}

TEST_CASE("absent and null fields take their defaults, unknown ones are ignored", "[event]") {
  for (const auto& sample : sample_events()) {
    INFO(sample.name);
    const EventType type = sample.event.type();
    const auto empty = decode_event_data(type, "{}");
    REQUIRE(empty);
    CHECK(type_of(empty->data) == type);
    CHECK_FALSE(empty->command_id);
    CHECK_FALSE(empty->occurred_at);

    const auto nulls = decode_event_data(type, R"({"reason":null,"cause":null,"mode":null,"parents":null,"labels":null,
        "because":null,"outcome":null,"error":null,"result":null,"session":null,"leaseMs":null,"late":null,"commandId":null})");
    REQUIRE(nulls);
    CHECK(nulls->data == empty->data);

    const auto unknown = decode_event_data(type, R"({"fromTheFuture":{"a":[1,2]},"another":7})");
    REQUIRE(unknown);
    CHECK(unknown->data == empty->data);
  }
}

TEST_CASE("an event without data, version and namespace is read", "[event]") {
  const auto event =
      decode_event(R"({"position":1,"type":"TokenReleased","time":"2026-11-20T08:00:00.123456Z","token":"a"})");
  REQUIRE(event);
  CHECK(event->version == 0);
  CHECK(event->token == TokenName{"default", "a"});
  CHECK(event->type() == EventType::token_released);
}

TEST_CASE("data of a wrong type, range or word is refused by name", "[event]") {
  struct Row {
    EventType type;
    std::string_view data;
    std::string_view fault;
  };
  const Row rows[] = {
      {EventType::token_created, R"({"parents":7})", "data.parents: "},
      {EventType::token_created, R"({"parents":["a"]})", "data.parents: "},
      {EventType::token_created, R"({"parents":[{"namespace":"n"}]})", "data.parents: "},
      {EventType::token_created, R"({"ttlMs":-1})", "data.ttlMs: "},
      {EventType::token_created, R"({"ttlMs":9007199254740992})", "data.ttlMs: "},
      {EventType::token_created, R"({"ttlMs":1.5})", "data.ttlMs: "},
      {EventType::token_created, R"({"labels":{"a":7}})", "data.labels: "},
      {EventType::token_created, R"({"commandId":7})", "data.commandId: "},
      {EventType::operation_started, R"({"requestId":1.5})", "data.requestId: "},
      {EventType::operation_started, R"({"alreadyRunning":1})", "data.alreadyRunning: "},
      {EventType::cancellation_requested, R"({"cause":"whim"})", "data.cause: "},
      {EventType::cancellation_requested, R"({"mode":7})", "data.mode: "},
      {EventType::cancellation_requested, R"({"reason":[]})", "data.reason: "},
      {EventType::cancellation_escalated, R"({"because":"ttl"})", "data.because: "},
      {EventType::cancellation_completed, R"({"outcome":"gone"})", "data.outcome: "},
      {EventType::cancellation_completed, R"({"late":"yes"})", "data.late: "},
      {EventType::cancellation_completed, R"({"result":{}})", "data.result: "},
      {EventType::operation_finished, R"({"result":7})", "data.result: "},
      {EventType::cancellation_expired, R"({"because":"closed"})", "data.because: "},
      {EventType::session_opened, R"({"pid":"7"})", "data.pid: "},
      {EventType::session_closed, R"({"because":"ttl"})", "data.because: "},
      {EventType::token_released, "", "data: not JSON"},
      {EventType::token_released, "{", "data: not JSON"},
      {EventType::token_released, "[]", "data: not an object"},
      {EventType::token_released, "null", "data: not an object"},
  };
  for (const Row& row : rows) {
    INFO(to_string(row.type) << " " << row.data);
    const auto decoded = decode_event_data(row.type, row.data);
    REQUIRE_FALSE(decoded);
    CHECK(decoded.error().message.starts_with(row.fault));

    const auto whole = decode_event_row({7, 1, sample_time, to_string(row.type), "n", "a", false, row.data});
    REQUIRE_FALSE(whole);
    CHECK(whole.error().message.starts_with("position 7: " + std::string(row.fault)));
  }
}

TEST_CASE("an event that is none is refused by name", "[event]") {
  struct Row {
    std::string_view json;
    std::string_view fault;
  };
  const Row rows[] = {
      {"", "not JSON"},
      {"[]", "not an object"},
      {"{}", "position: missing"},
      {R"({"position":1})", "type: missing"},
      {R"({"position":1,"type":"TokenReleased"})", "time: missing"},
      {R"({"position":-1,"type":"TokenReleased","time":"2026-11-20T08:00:00Z","token":"a"})", "position: wrong"},
      {R"({"position":1,"type":"Unknown","time":"2026-11-20T08:00:00Z","token":"a"})", "type: wrong"},
      {R"({"position":1,"type":"TokenReleased","time":"yesterday","token":"a"})", "time: wrong"},
      {R"({"position":1,"type":"TokenReleased","time":"2026-11-20T08:00:00Z","token":7})", "token: wrong"},
      {R"({"position":1,"type":"TokenReleased","time":"2026-11-20T08:00:00Z"})", "token: missing"},
      {R"({"position":1,"type":"SessionClosed","time":"2026-11-20T08:00:00Z","token":"a"})", "token: set"},
      {R"({"position":1,"type":"TokenReleased","time":"2026-11-20T08:00:00Z","token":"a","data":7})",
       "data: not an object"},
  };
  for (const Row& row : rows) {
    INFO(row.json);
    const auto decoded = decode_event(row.json);
    REQUIRE_FALSE(decoded);
    CHECK(decoded.error().message.starts_with(row.fault));
  }
}

TEST_CASE("a row of a type that is not known is refused by its position", "[event]") {
  const auto decoded = decode_event_row({7, 1, sample_time, "FromTheFuture", "n", "a", false, "{}"});
  REQUIRE_FALSE(decoded);
  CHECK(decoded.error().message == R"(position 7: type: unknown "FromTheFuture")");
}

TEST_CASE("a topic is namespace, token and type", "[event]") {
  Event event;
  event.token = {"github", "tok-1"};
  event.data = CancellationRequested{};
  CHECK(topic_of(event) == "github tok-1 CancellationRequested");
  event.token = {"github", ""};
  event.data = SessionOpened{};
  CHECK(topic_of(event) == "github $session SessionOpened");
}

TEST_CASE("the longest topic stays below what libzmq loses", "[event]") {
  Event event;
  event.token = {std::string(64, 'n'), std::string(128, 'i')};
  event.data = CancellationRequested{};
  CHECK(topic_of(event).size() < 246);
}

TEST_CASE("a heartbeat tells log, head and time", "[event]") {
  const std::string json = encode_heartbeat("log-1", 77, sample_time);
  CHECK(json == R"({"logId":"log-1","head":77,"time":"2026-11-20T08:00:00.123456Z"})");
  const auto heartbeat = decode_heartbeat(json);
  REQUIRE(heartbeat);
  CHECK(*heartbeat == Heartbeat{"log-1", 77, sample_time});
  CHECK(heartbeat_topic == "$heartbeat");
}

TEST_CASE("a heartbeat that is none is refused by name", "[event]") {
  CHECK(decode_heartbeat("x").error().message == "not JSON");
  CHECK(decode_heartbeat(R"({"head":1})").error().message == "logId: missing");
  CHECK(decode_heartbeat(R"({"logId":"a","head":"1"})").error().message.starts_with("head: wrong"));
}

}  // namespace
}  // namespace cancel::test
