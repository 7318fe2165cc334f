#include "random_replies.hpp"

#include <utility>
#include <variant>

#include "samples.hpp"

namespace cancel::test {
namespace {

using Random = RandomValues;

void cancel(Random& random, TokenView& token) {
  token.requested_at = random.time();
  token.reason = random.maybe(&Random::text);
  token.cause = random.word<Cause>();
  token.mode = random.word<Mode>();
  token.requested_by = random.maybe(&Random::text);
  token.completed_at = random.maybe(&Random::time);
}

std::vector<OperationView> operations(Random& random) {
  std::vector<OperationView> all(random.below(4));
  for (OperationView& each : all) each = random_operation(random);
  return all;
}

Counters counters(Random& random) {
  Counters counters;
  counters.active_operations = random.position();
  counters.active_tokens = random.position();
  counters.total_cancelled = random.position();
  counters.force_cancellations = random.position();
  counters.expired_tokens = random.position();
  counters.unconfirmed_cancellations = random.position();
  counters.average_ms = static_cast<double>(random.position()) / 1'000;
  counters.p50_ms = static_cast<double>(random.position()) / 1'000;
  counters.p99_ms = static_cast<double>(random.position());
  for (auto count = random.below(4); count > 0; --count) {
    counters.operations_by_reason.emplace(random.word<Cause>(), random.position());
    counters.events_by_type.emplace(random.word<EventType>(), random.position());
  }
  return counters;
}

CommitTimes commit_times(Random& random) {
  CommitTimes times;
  times.count = random.position();
  times.seconds_sum = static_cast<double>(random.position()) / 1'000;
  for (auto count = random.below(4); count > 0; --count) {
    times.buckets.push_back({static_cast<double>(random.position()) / 10, random.position()});
  }
  if (random.truth()) times.buckets.push_back({{}, random.position()});
  return times;
}

void fill(Random&, Error&) {}

void fill(Random& random, CreateReply& reply) {
  reply = {random_token(random), random.position()};
}

void fill(Random& random, CancelReply& reply) {
  reply = {random.truth(), random.word<TokenState>(), random.position()};
}

void fill(Random& random, CancelManyReply& reply) {
  reply = {random.token_names(), random.position()};
}

void fill(Random& random, StatusReply& reply) {
  reply = {random_token(random), operations(random)};
}

void fill(Random& random, TokenListReply& reply) {
  reply.tokens.resize(random.below(4));
  for (TokenView& each : reply.tokens) each = random_token(random);
  reply.more = random.truth();
}

void fill(Random& random, OperationListReply& reply) {
  reply = {operations(random), random.truth()};
}

void fill(Random& random, ReleaseReply& reply) {
  reply = {random.position()};
}

void fill(Random& random, StartReply& reply) {
  reply = {random.token_name(), false, {}, {}, {}, random.position()};
  if (random.truth()) return;
  reply.cancelled = true;
  reply.reason = random.maybe(&Random::text);
  reply.cause = random.word<Cause>();
  reply.mode = random.word<Mode>();
}

void fill(Random& random, PositionReply& reply) {
  reply = {random.position()};
}

void fill(Random& random, FinishReply& reply) {
  reply = {random.truth(), random.position()};
}

void fill(Random& random, OpenSessionReply& reply) {
  reply = {random.some_text(), random.duration(), random.position()};
}

void fill(Random& random, RenewSessionReply& reply) {
  reply = {random.some_text(), random.duration()};
}

void fill(Random& random, EventsReply& reply) {
  reply = {random.text(), random.position(), {}, random.position()};
  for (const NamedEvent& sample : sample_events()) {
    if (random.truth()) reply.events.push_back(sample.event);
  }
}

void fill(Random& random, StatisticsReply& reply) {
  reply.total = counters(random);
  for (auto count = random.below(4); count > 0; --count) reply.by_namespace.emplace(random.name(), counters(random));
  reply.head = random.position();
  reply.uptime_ms = static_cast<std::int64_t>(random.place());
  reply.open_sessions = random.position();
  reply.tokens_in_memory = random.position();
  reply.pending_waits = random.position();
  for (auto count = random.below(4); count > 0; --count) {
    reply.rejected_commands.emplace(-static_cast<std::int64_t>(random.place()), random.position());
  }
  reply.commits = commit_times(random);
}

void fill(Random& random, InfoReply& reply) {
  reply = {random.text(), random.text(), random.position(), random.position(), random.time(),
           random.text(), random.text(), random.text(),     random.text()};
  reply.graceful_timeout = random.maybe(&Random::duration);
  reply.force_timeout = random.maybe(&Random::duration);
}

void fill(Random& random, PruneReply& reply) {
  reply = {random.position(), random.position(), random.position(), random.truth(), random.position()};
}

void fill(Random& random, ResultReply& reply) {
  reply.name = random.token_name();
  reply.state = random.word<OperationState>();
  reply.outcome = random.maybe(&Random::word<Outcome>);
  reply.error = random.maybe(&Random::text);
  reply.result = random.maybe(&Random::text);
  reply.finished_at = random.maybe(&Random::time);
  reply.reason = random.maybe(&Random::text);
  reply.cause = random.maybe(&Random::word<Cause>);
  reply.position = random.position();
}

template <std::size_t... Index>
ReplyBody bare_reply(std::size_t index, std::index_sequence<Index...>) {
  ReplyBody body;
  ((index == Index ? void(body.emplace<Index>()) : void()), ...);
  return body;
}

}  // namespace

TokenView random_token(RandomValues& random) {
  TokenView token;
  token.key = random.place() + 1;
  token.name = random.token_name();
  token.state = random.word<TokenState>();
  token.created_at = random.maybe(&Random::time);
  token.expires_at = random.maybe(&Random::time);
  token.parents = random.token_names();
  token.labels = random.labels();
  token.tool = random.maybe(&Random::text);
  token.version = random.position();
  token.position = random.position();
  if (random.truth()) cancel(random, token);
  return token;
}

OperationView random_operation(RandomValues& random) {
  OperationView operation;
  operation.name = random.token_name();
  operation.started_position = random.place() + 1;
  operation.tool = random.maybe(&Random::text);
  operation.request_id = random.maybe(&Random::request_id);
  operation.session = random.maybe(&Random::text);
  operation.started_at = random.time();
  operation.deadline_at = random.maybe(&Random::time);
  operation.cancelled = random.truth();
  operation.state = random.word<TokenState>();
  operation.labels = random.labels();
  operation.parents = random.token_names();
  operation.grace = random.maybe(&Random::duration);
  operation.force = random.maybe(&Random::duration);
  operation.escalates_at = random.maybe(&Random::time);
  operation.unconfirmed_at = random.maybe(&Random::time);
  operation.requested_at = random.maybe(&Random::time);
  operation.cause = random.maybe(&Random::word<Cause>);
  operation.mode = random.maybe(&Random::word<Mode>);
  operation.reason = random.maybe(&Random::text);
  operation.requested_by = random.maybe(&Random::text);
  return operation;
}

ReplyBody random_reply(RandomValues& random, std::size_t index) {
  ReplyBody body = bare_reply(index, std::make_index_sequence<std::variant_size_v<ReplyBody>>{});
  std::visit([&](auto& reply) { fill(random, reply); }, body);
  return body;
}

}  // namespace cancel::test
