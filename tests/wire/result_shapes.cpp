#include "result_shapes.hpp"

#include <catch2/catch.hpp>
#include <utility>

#include "cancel/wire/reply_decoder.hpp"

namespace cancel::test {
namespace {

using Members = std::vector<ResultMember>;

template <typename Reply>
std::string fault_of(std::string_view json) {
  const auto decoded = decode_result<Reply>(json);
  if (decoded) return {};
  CHECK(decoded.error().code == ErrorCode::internal_error);
  CHECK_FALSE(decoded.error().message.empty());
  return decoded.error().message;
}

constexpr auto time = R"("2026-11-20T08:00:00.123456Z")";

Members joined(Members first, Members second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

const Members name{{"id", R"("a")"}, {"namespace", R"("n")"}};

const Members why{{"reason", R"("too slow")", false}, {"cause", R"("timeout")", false}, {"mode", R"("force")", false}};

const Members token = joined(joined(name, why), {{"cancelled", "true"},
                                                 {"state", R"("executed")"},
                                                 {"createdAt", time, false},
                                                 {"expiresAt", time, false},
                                                 {"requestedAt", time},
                                                 {"requestedBy", R"("alice")", false},
                                                 {"completedAt", time, false},
                                                 {"parents", R"([{"namespace":"n","id":"p"}])"},
                                                 {"labels", R"({"k":"v"})"},
                                                 {"tool", R"("build")", false},
                                                 {"version", "3"},
                                                 {"position", "7"}});

const Members operation{{"operation", R"("o")"},
                        {"namespace", R"("n")"},
                        {"tool", R"("build")", false},
                        {"requestId", "7", false},
                        {"session", R"("s")", false},
                        {"startedAt", time},
                        {"deadlineAt", time, false},
                        {"cancelled", "false"},
                        {"state", R"("active")"},
                        {"labels", "{}"},
                        {"parents", R"([{"namespace":"n","id":"p"}])", false},
                        {"graceMs", "0", false},
                        {"forceMs", "7", false},
                        {"escalatesAt", time, false},
                        {"unconfirmedAt", time, false},
                        {"requestedAt", time, false},
                        {"cause", R"("timeout")", false},
                        {"mode", R"("force")", false},
                        {"reason", R"("too slow")", false},
                        {"requestedBy", R"("alice")", false}};

const Members counters{{"active_operations", "1"},
                       {"active_tokens", "1"},
                       {"total_cancelled", "1"},
                       {"force_cancellations", "1"},
                       {"expired_tokens", "1"},
                       {"unconfirmed_cancellations", "1"},
                       {"avg_cancellation_time_ms", "1"},
                       {"p50_cancellation_time_ms", "1.5"},
                       {"p99_cancellation_time_ms", "1e3"},
                       {"operations_by_reason", R"({"timeout":1})"},
                       {"events_by_type", R"({"TokenCreated":1})"}};

std::string list_of(const Members& item) {
  return "[" + ResultShape::json_of(item) + "," + ResultShape::json_of(item) + "]";
}

const ResultMember position{"position", "7"};
const ResultMember replayed{"replayed", "true", false};
const ResultMember next_cursor{"nextCursor", R"("next")", false};

const Members event{{"position", "7"}, {"type", R"("TokenReleased")"}, {"time", time}, {"token", R"("a")"}};

const Members info{{"version", R"("1")"},
                   {"logId", R"("l")"},
                   {"head", "7"},
                   {"first", "1"},
                   {"startedAt", time},
                   {"backend", R"("sqlite")"},
                   {"log", R"("cancel.db")", false},
                   {"commandEndpoint", R"("c")"},
                   {"eventEndpoint", R"("e")"},
                   {"gracefulTimeoutMs", "30000", false},
                   {"forceTimeoutMs", "0", false}};

const Members result{{"operation", R"("o")"},       {"namespace", R"("n")"},
                     {"state", R"("finished")"},    {"outcome", R"("succeeded")", false},
                     {"error", R"("e")", false},    {"result", R"("r")", false},
                     {"reason", R"("why")", false}, {"cause", R"("timeout")", false},
                     {"finishedAt", time, false},   position};

const Members open_session{{"session", R"("s")"}, {"leaseMs", "1"}};

}  // namespace

std::string ResultShape::json_of(const std::vector<ResultMember>& members) {
  std::string json = "{";
  for (const ResultMember& member : members) {
    if (json.size() > 1) json += ",";
    json.append("\"").append(member.name).append("\":").append(member.json);
  }
  return json + "}";
}

std::string ResultShape::without(std::size_t index) const {
  std::vector<ResultMember> changed = members;
  changed.erase(changed.begin() + static_cast<std::ptrdiff_t>(index));
  return json_of(changed);
}

std::string ResultShape::with(std::size_t index, std::string json) const {
  std::vector<ResultMember> changed = members;
  changed[index].json = std::move(json);
  return json_of(changed);
}

std::string ResultShape::extended(std::string member) const {
  return "{" + std::move(member) + "," + json().substr(1);
}

std::vector<ResultShape> result_shapes() {
  const Members created = joined(joined(name, why), {{"cancelled", "true"},
                                                     {"state", R"("active")"},
                                                     {"createdAt", time, false},
                                                     {"expiresAt", "null", false},
                                                     position,
                                                     replayed});
  const Members started =
      joined(why, {{"operation", R"("o")"}, {"namespace", R"("n")"}, {"cancelled", "true"}, position, replayed});
  return {
      {"create", fault_of<CreateReply>, created},
      {"cancel",
       fault_of<CancelReply>,
       {{"alreadyCancelled", "true"}, {"state", R"("requested")"}, position, replayed}},
      {"cancelMany", fault_of<CancelManyReply>, {{"tokens", list_of(name)}, position, replayed}},
      {"status", fault_of<StatusReply>, joined(token, {{"operations", list_of(operation)}, next_cursor})},
      {"list", fault_of<TokenPage>, {{"tokens", list_of(token)}, next_cursor}},
      {"operation/list", fault_of<OperationPage>, {{"operations", list_of(operation)}, next_cursor}},
      {"release", fault_of<ReleaseReply>, {position, replayed}},
      {"start", fault_of<StartReply>, started},
      {"executed", fault_of<PositionReply>, {position, replayed}},
      {"finish", fault_of<FinishReply>, {{"cancelled", "true"}, position, replayed}},
      {"open", fault_of<OpenSessionReply>, joined(open_session, {position, replayed})},
      {"renew", fault_of<RenewSessionReply>, open_session},
      {"events",
       fault_of<EventsReply>,
       {{"logId", R"("l")"}, {"head", "7"}, {"events", list_of(event)}, {"next", "7"}}},
      {"stats", fault_of<StatisticsReply>,
       joined(counters, {{"by_namespace", R"({"n":)" + ResultShape::json_of(counters) + "}"},
                         {"head", "7"},
                         {"uptime_ms", "1"},
                         {"open_sessions", "1", false},
                         {"tokens_in_memory", "1", false},
                         {"pending_waits", "1", false},
                         {"rejected_commands", R"({"-31001":1})", false},
                         {"commits", R"({"count":1,"seconds_sum":0.5,"buckets":[[0.1,1],[null,1]]})", false}})},
      {"info", fault_of<InfoReply>, info},
      {"prune",
       fault_of<PruneReply>,
       {{"before", "7"}, {"first", "7"}, {"head", "9"}, {"done", "true"}, {"removedEvents", "3"}}},
      {"result", fault_of<ResultReply>, result},
  };
}

}  // namespace cancel::test
