#include "cancel/wire/reply_encoder.hpp"

#include <catch2/catch.hpp>
#include <limits>

#include "golden.hpp"
#include "samples.hpp"

namespace cancel::test {
namespace {

void check_reply(std::string_view name, ReplyBody body, bool replayed = false) {
  check_golden("replies/" + std::string(name), encode_reply("7", Reply{std::move(body), replayed}));
}

TEST_CASE("replies to create have the contract's form", "[reply]") {
  TokenView active = sample_active_token();
  active.expires_at = sample_time + std::chrono::seconds{60};
  check_reply("create", CreateReply{active, 17});
  check_reply("create.bare", CreateReply{sample_active_token(), 17}, true);
  check_reply("create.cancelled", CreateReply{sample_token(), 18});
  TokenView without_reason = sample_token();
  without_reason.reason.reset();
  check_reply("create.cancelled_without_reason", CreateReply{without_reason, 18});
}

TEST_CASE("replies to cancel have the contract's form", "[reply]") {
  check_reply("cancel", CancelReply{false, TokenState::requested, 20});
  check_reply("cancel.again", CancelReply{true, TokenState::completed, 21}, true);
  check_reply("cancelMany", CancelManyReply{{{"github", "a"}, {"default", "b"}}, 22});
  check_reply("cancelMany.none", CancelManyReply{{}, 22});
}

TEST_CASE("replies to status have the contract's form", "[reply]") {
  check_reply("status", StatusReply{sample_token(), {sample_operation(), sample_bare_operation()}});
  check_reply("status.bare", StatusReply{sample_active_token(), {}});
  TokenView remembered = sample_token();
  remembered.created_at.reset();
  remembered.expires_at.reset();
  remembered.reason.reset();
  remembered.requested_by.reset();
  remembered.completed_at.reset();
  check_reply("status.remembered", StatusReply{remembered, {}});
}

TEST_CASE("lists have the contract's form", "[reply]") {
  check_reply("list", TokenListReply{{sample_token(), sample_active_token()}, true});
  check_reply("list.last", TokenListReply{{sample_active_token()}, false});
  check_reply("list.empty", TokenListReply{{}, false});
  check_reply("operation_list", OperationListReply{{sample_operation(), sample_bare_operation()}, true});
  check_reply("operation_list.last", OperationListReply{{sample_bare_operation()}, false});
  check_reply("operation_list.empty", OperationListReply{{}, false});
}

TEST_CASE("replies to operations have the contract's form", "[reply]") {
  check_reply("start", StartReply{{"github", "op-1"}, false, {}, {}, {}, 30});
  check_reply("start.cancelled",
              StartReply{{"github", "op-1"}, true, "too slow", Cause::parent_cancelled, Mode::force, 31});
  check_reply("start.cancelled_without_reason",
              StartReply{{"github", "op-1"}, true, {}, Cause::client_disconnected, Mode::graceful, 31});
  check_reply("executed", PositionReply{32});
  check_reply("finish", FinishReply{true, 33});
  check_reply("release", ReleaseReply{34}, true);
}

TEST_CASE("replies to sessions have the contract's form", "[reply]") {
  check_reply("open", OpenSessionReply{"session-1", Millis{30'000}, 40});
  check_reply("renew", RenewSessionReply{"session-1", Millis{30'000}});
}

TEST_CASE("events are read in the form in which they are published", "[reply]") {
  std::vector<Event> events{sample_events().front().event, sample_events().back().event};
  check_reply("events", EventsReply{"log-1", 2'000, events, 1'500});
  check_reply("events.none", EventsReply{"log-1", 2'000, {}, 2'000});
}

Counters sample_counters() {
  Counters counters;
  counters.active_operations = 1;
  counters.active_tokens = 2;
  counters.total_cancelled = 10;
  counters.force_cancellations = 3;
  counters.expired_tokens = 4;
  counters.unconfirmed_cancellations = 5;
  counters.average_ms = 12.5;
  counters.p50_ms = 10;
  counters.p99_ms = 99.75;
  counters.operations_by_reason = {{Cause::user_requested, 6}, {Cause::timeout, 1}};
  counters.events_by_type = {{EventType::token_created, 12}, {EventType::cancellation_requested, 10}};
  return counters;
}

TEST_CASE("statistics have the contract's form", "[reply]") {
  StatisticsReply reply;
  reply.total = sample_counters();
  reply.by_namespace = {{"default", Counters{}}, {"github", sample_counters()}};
  reply.head = 22;
  reply.uptime_ms = 1'000;
  reply.open_sessions = 1;
  reply.tokens_in_memory = 2;
  reply.pending_waits = 3;
  reply.rejected_commands = {{-32602, 1}, {-31001, 12}};
  reply.commits = {7, 0.0215, {{0.1, 2}, {0.25, 5}, {1'000, 6}, {{}, 7}}};
  check_reply("stats", reply);
  check_reply("stats.bare", StatisticsReply{});
}

TEST_CASE("a time that is no number is written as 0", "[reply]") {
  StatisticsReply reply;
  reply.total.average_ms = std::numeric_limits<double>::quiet_NaN();
  reply.total.p99_ms = std::numeric_limits<double>::infinity();
  CHECK(encode_reply("1", {reply}).find(R"("avg_cancellation_time_ms":0.0)") != std::string::npos);
}

TEST_CASE("server/info has the contract's form", "[reply]") {
  InfoReply info{"0.1.0", "log-1", 22, 1, sample_time, "sqlite", "/var/lib/cancel.db", "ipc:///run/c", "ipc:///run/e"};
  check_reply("info.bare", info);
  info.graceful_timeout = Millis{30'000};
  info.force_timeout = Millis{0};
  check_reply("info", info);
}

TEST_CASE("log/prune has its form", "[reply]") {
  check_reply("prune", PruneReply{20, 20, 22, true, 17});
}

TEST_CASE("operation/result has its form", "[reply][result]") {
  ResultReply reply{{"github", "op-1"}, OperationState::running, {}, {}, {}, {}, {}, {}, 30};
  check_reply("result.running", reply);
  reply = {{"github", "op-1"}, OperationState::finished, Outcome::succeeded, {}, "", sample_time, {}, {}, 31};
  check_reply("result.empty", reply);
  reply = {{"github", "op-1"},
           OperationState::finished,
           Outcome::failed,
           "half",
           hostile_result(),
           sample_time,
           "too slow",
           Cause::timeout,
           32};
  check_reply("result", reply);
}

TEST_CASE("errors carry their name and what else they know", "[reply]") {
  check_reply("error", Error{ErrorCode::token_not_found, "there is no token \"a\""});
  check_reply("error.param", invalid_param("ttlMs", "must be an integer"));
  Error state{ErrorCode::already_terminal, "it ended"};
  state.state = TokenState::released;
  check_reply("error.state", state);
  Error limit{ErrorCode::limit_exceeded, "too many"};
  limit.limit = "max_operations";
  limit.value = 5;
  check_reply("error.limit", limit);
  Error storage{ErrorCode::storage_unavailable, "no space"};
  storage.outcome = StorageOutcome::not_recorded;
  check_reply("error.not_recorded", storage);
  storage.outcome = StorageOutcome::unknown;
  check_reply("error.unknown", storage);
  Error pruned{ErrorCode::position_pruned, "it is gone"};
  pruned.first = 100;
  check_reply("error.pruned", pruned);
  Error exists{ErrorCode::exists, "it exists"};
  exists.name = "OperationExists";
  check_reply("error.named", exists, true);
}

TEST_CASE("a reply carries the id of its request as it came", "[reply]") {
  for (const std::string id : {"null", "1", "\"1\"", "1.0", "123456789012345678901234567890", R"("a\"b")"}) {
    CHECK(encode_reply(id, {PositionReply{1}}) == R"({"jsonrpc":"2.0","id":)" + id + R"(,"result":{"position":1}})");
  }
}

TEST_CASE("a batch is the array of its replies", "[reply]") {
  CHECK(encode_batch({"{}"}) == "[{}]");
  CHECK(encode_batch({"{\"a\":1}", "{}", "{}"}) == "[{\"a\":1},{},{}]");
}

}  // namespace
}  // namespace cancel::test
