// What one message costs on its way through the codec, in the shapes that the daemon's loop and its recovery meet most.

#include <benchmark/benchmark.h>

#include <string>
#include <string_view>

#include "cancel/wire/event_codec.hpp"
#include "cancel/wire/reply_encoder.hpp"
#include "cancel/wire/request_decoder.hpp"
#include "cancel/wire/rfc3339.hpp"

namespace {

using namespace cancel;

constexpr Timestamp time_of_event{std::chrono::microseconds{1'795'161'600'123'456}};

// Requests

constexpr std::string_view create_request =
    R"({"jsonrpc":"2.0","id":42,"method":"cancellation/create","params":{"id":"job-000000004711","namespace":"github",)"
    R"("commandId":"f3b1c9d2-7a54-4e0e-9c39-0d7f7c1f6a11"}})";

constexpr std::string_view cancel_request =
    R"({"jsonrpc":"2.0","id":42,"method":"cancellation/cancel","params":{"id":"job-000000004711","namespace":"github",)"
    R"("reason":"the user closed the tab","requestedBy":"alice","commandId":"f3b1c9d2-7a54-4e0e-9c39-0d7f7c1f6a11"}})";

constexpr std::string_view start_request =
    R"({"jsonrpc":"2.0","id":42,"method":"operation/start","params":{"id":"op-000000004711","namespace":"github",)"
    R"("parents":["job-000000004711"],"tool":"build","requestId":"r-17",)"
    R"("session":"0c1a8d52-0c77-4f63-8d86-8b8b6a40fb5e","deadlineMs":60000,)"
    R"("commandId":"f3b1c9d2-7a54-4e0e-9c39-0d7f7c1f6a11"}})";

void decode_request(benchmark::State& state, std::string_view request) {
  const RequestLimits limits;
  for (auto _ : state) benchmark::DoNotOptimize(decode_message(request, limits));
}
BENCHMARK_CAPTURE(decode_request, create, create_request);
BENCHMARK_CAPTURE(decode_request, cancel, cancel_request);
BENCHMARK_CAPTURE(decode_request, start, start_request);

// Replies

Reply create_reply() {
  TokenView token;
  token.name = {"github", "job-000000004711"};
  token.created_at = time_of_event;
  return {CreateReply{token, 12'345'678}};
}

Reply cancel_reply() {
  return {CancelReply{false, TokenState::requested, 12'345'678}};
}

Reply start_reply() {
  return {StartReply{{"github", "op-000000004711"}, false, {}, {}, {}, 12'345'678}};
}

void encode_answer(benchmark::State& state, const Reply& reply) {
  const RawId id = "42";
  for (auto _ : state) benchmark::DoNotOptimize(encode_reply(id, reply));
}
BENCHMARK_CAPTURE(encode_answer, create, create_reply());
BENCHMARK_CAPTURE(encode_answer, cancel, cancel_reply());
BENCHMARK_CAPTURE(encode_answer, start, start_reply());

void append_answer(benchmark::State& state, const Reply& reply) {
  const RawId id = "42";
  std::string text;
  for (auto _ : state) {
    text.clear();
    append_reply(text, id, reply);
    benchmark::DoNotOptimize(text.data());
  }
}
BENCHMARK_CAPTURE(append_answer, create, create_reply());

// Events

Event event_of(EventData data) {
  Event event;
  event.position = 12'345'678;
  event.version = 1;
  event.time = time_of_event;
  event.token = {"github", "job-000000004711"};
  event.command_id = "f3b1c9d2-7a54-4e0e-9c39-0d7f7c1f6a11";
  event.data = std::move(data);
  return event;
}

Event token_created() {
  return event_of(TokenCreated{});
}

Event cancellation_requested() {
  CancellationRequested data;
  data.reason = "the user closed the tab";
  data.requested_by = "alice";
  return event_of(data);
}

void name_topic(benchmark::State& state, const Event& event) {
  for (auto _ : state) benchmark::DoNotOptimize(topic_of(event));
}
BENCHMARK_CAPTURE(name_topic, CancellationRequested, cancellation_requested());

void encode_whole(benchmark::State& state, const Event& event) {
  for (auto _ : state) benchmark::DoNotOptimize(encode_event(event));
}
BENCHMARK_CAPTURE(encode_whole, TokenCreated, token_created());
BENCHMARK_CAPTURE(encode_whole, CancellationRequested, cancellation_requested());

void append_whole(benchmark::State& state, const Event& event) {
  std::string text;
  for (auto _ : state) {
    text.clear();
    append_event(text, event);
    benchmark::DoNotOptimize(text.data());
  }
}
BENCHMARK_CAPTURE(append_whole, TokenCreated, token_created());
BENCHMARK_CAPTURE(append_whole, CancellationRequested, cancellation_requested());

void append_whole_with_data(benchmark::State& state, const Event& event) {
  const std::string data = encode_event_data(event);
  std::string text;
  for (auto _ : state) {
    text.clear();
    append_event(text, event, data);
    benchmark::DoNotOptimize(text.data());
  }
}
BENCHMARK_CAPTURE(append_whole_with_data, TokenCreated, token_created());
BENCHMARK_CAPTURE(append_whole_with_data, CancellationRequested, cancellation_requested());

void encode_data(benchmark::State& state, const Event& event) {
  for (auto _ : state) benchmark::DoNotOptimize(encode_event_data(event));
}
BENCHMARK_CAPTURE(encode_data, TokenCreated, token_created());
BENCHMARK_CAPTURE(encode_data, CancellationRequested, cancellation_requested());

void decode_row(benchmark::State& state, const Event& event) {
  const std::string data = encode_event_data(event);
  const EventRow row{event.position,    event.version,  event.time,         to_string(event.type()),
                     event.token.space, event.token.id, event.of_operation, data};
  for (auto _ : state) benchmark::DoNotOptimize(decode_event_row(row));
}
BENCHMARK_CAPTURE(decode_row, TokenCreated, token_created());
BENCHMARK_CAPTURE(decode_row, CancellationRequested, cancellation_requested());

// Times

void format_time(benchmark::State& state) {
  Timestamp time = time_of_event;
  for (auto _ : state) {
    benchmark::DoNotOptimize(to_rfc3339(time));
    time += std::chrono::microseconds{37};
  }
}
BENCHMARK(format_time);

void parse_time(benchmark::State& state) {
  const std::string text = to_rfc3339(time_of_event);
  for (auto _ : state) benchmark::DoNotOptimize(parse_rfc3339(text));
}
BENCHMARK(parse_time);

}  // namespace

BENCHMARK_MAIN();
