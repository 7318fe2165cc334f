#include "command_writers.hpp"

namespace cancel {
namespace {

void write_space(JsonWriter& out, const std::string& space) {
  if (space != default_namespace) out.member("namespace", space);
}

void write_name(JsonWriter& out, const TokenName& name) {
  out.member("id", name.id);
  write_space(out, name.space);
}

void write_name_or_space(JsonWriter& out, const TokenName& name) {
  if (!name.id.empty()) out.member("id", name.id);
  write_space(out, name.space);
}

// An id alone is one of the request's own namespace, `space`.
void write_reference(JsonWriter& out, const TokenName& token, const std::string& space) {
  if (token.space == space) return out.value(token.id);
  out.value(token);
}

void write_parents(JsonWriter& out, const std::vector<TokenName>& parents, const std::string& space) {
  if (parents.empty()) return;
  out.key("parents");
  out.begin_array();
  for (const TokenName& parent : parents) write_reference(out, parent, space);
  out.end_array();
}

void write_token_filter(JsonWriter& out, const std::optional<TokenReference>& token) {
  if (!token) return;
  if (!token->space) return out.member("token", token->id);
  out.member("token", TokenName{*token->space, token->id});
}

void write_labels(JsonWriter& out, const Labels& labels) {
  if (!labels.empty()) out.member("labels", labels);
}

void write_limit(JsonWriter& out, std::size_t limit) {
  if (limit != default_page) out.member("limit", std::uint64_t{limit});
}

void write_if_true(JsonWriter& out, MemberName name, bool truth) {
  if (truth) out.member(name, true);
}

void write_wish(JsonWriter& out, const CancellationWish& wish) {
  out.member_if("reason", wish.reason);
  if (wish.cause != Cause::user_requested) out.member("cause", wish.cause);
  if (wish.mode != Mode::graceful) out.member("mode", wish.mode);
  out.member_if("graceMs", wish.grace);
  out.member_if("forceMs", wish.force);
  out.member_if("requestedBy", wish.requested_by);
}

bool means_all(const TokenFilter& filter) {
  return !filter.space && filter.labels.empty() && !filter.tool && !filter.session;
}

}  // namespace

void write_params(JsonWriter& out, const CreateToken& command) {
  write_name_or_space(out, command.name);
  write_parents(out, command.parents, command.name.space);
  out.member_if("ttlMs", command.ttl);
  write_labels(out, command.labels);
}

void write_params(JsonWriter& out, const CancelToken& command) {
  write_name(out, command.name);
  write_wish(out, command.wish);
  if (command.remember_if_absent) out.member("ifAbsent", "remember");
  if (command.error_if_cancelled) out.member("ifCancelled", "error");
}

void write_params(JsonWriter& out, const CancelMany& command) {
  out.member_if("namespace", command.filter.space);
  write_labels(out, command.filter.labels);
  out.member_if("tool", command.filter.tool);
  out.member_if("session", command.filter.session);
  write_if_true(out, "all", means_all(command.filter));
  write_wish(out, command.wish);
  write_if_true(out, "dryRun", command.dry_run);
}

void write_params(JsonWriter& out, const ReadStatus& command) {
  write_name(out, command.name);
}

void write_params(JsonWriter& out, const AwaitToken& command) {
  write_name(out, command.name);
  out.member("until", command.until == AwaitToken::Until::completed ? "completed" : "cancelled");
  out.member("timeoutMs", command.timeout);
}

void write_params(JsonWriter& out, const ListTokens& command) {
  out.member_if("namespace", command.filter.space);
  out.member_if("state", command.filter.state);
  out.member_if("cancelled", command.filter.cancelled);
  write_labels(out, command.filter.labels);
  write_limit(out, command.limit);
}

void write_params(JsonWriter& out, const ReleaseToken& command) {
  write_name(out, command.name);
}

void write_params(JsonWriter& out, const StartOperation& command) {
  write_name_or_space(out, command.name);
  if (command.token) {
    out.key("token");
    write_reference(out, *command.token, command.name.space);
  }
  write_parents(out, command.parents, command.name.space);
  out.member_if("tool", command.tool);
  out.member_if("requestId", command.request_id);
  out.member_if("session", command.session);
  out.member_if("deadlineMs", command.deadline);
  out.member_if("graceMs", command.grace);
  out.member_if("forceMs", command.force);
  write_labels(out, command.labels);
  write_if_true(out, "alreadyRunning", command.already_running);
  out.member_if("occurredAt", command.occurred_at);
}

void write_params(JsonWriter& out, const MarkExecuted& command) {
  write_name(out, command.name);
  out.member_if("occurredAt", command.occurred_at);
}

void write_params(JsonWriter& out, const FinishOperation& command) {
  write_name(out, command.name);
  out.member("outcome", command.outcome);
  out.member_if("error", command.error);
  out.member_if("result", command.result);
  out.member_if("occurredAt", command.occurred_at);
}

void write_params(JsonWriter& out, const ListOperations& command) {
  out.member_if("namespace", command.space);
  write_token_filter(out, command.under);
  out.member_if("session", command.session);
  out.member_if("tool", command.tool);
  write_limit(out, command.limit);
}

void write_params(JsonWriter& out, const OpenSession& command) {
  write_space(out, command.space);
  out.member("name", command.name);
  out.member_if("version", command.version);
  out.member_if("pid", command.pid);
  out.member_if("host", command.host);
  out.member_if("leaseMs", command.lease);
}

void write_params(JsonWriter& out, const RenewSession& command) {
  out.member("session", command.session);
}

void write_params(JsonWriter& out, const CloseSession& command) {
  out.member("session", command.session);
}

void write_params(JsonWriter& out, const ReadEvents& command) {
  out.member("after", command.after);
  write_limit(out, command.limit);
  out.member_if("namespace", command.space);
  write_token_filter(out, command.token);
  if (command.types.empty()) return;
  out.key("types");
  out.begin_array();
  for (const EventType type : command.types) out.value(type);
  out.end_array();
}

void write_params(JsonWriter&, const ReadStatistics&) {}

void write_params(JsonWriter&, const ReadInfo&) {}

void write_params(JsonWriter& out, const PruneLog& command) {
  std::visit([&](const auto& before) { out.member("before", before); }, command.before);
}

void write_params(JsonWriter& out, const ReadResult& command) {
  write_name(out, command.name);
}

}  // namespace cancel
