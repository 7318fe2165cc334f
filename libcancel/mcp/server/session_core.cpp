#include "server/session_core.hpp"

#include <utility>

#include "server/messages.hpp"
#include "server/request_facts.hpp"
#include "server/server_core.hpp"

namespace cancel::mcp::detail {

namespace {

SessionOptions with_id(SessionOptions options) {
  if (options.id.empty()) options.id = random_name();
  return options;
}

// As others compare it: empty is everybody.
std::string owner_of(const SessionOptions& options) {
  if (options.owner.empty()) return options.id;
  return options.owner == "*" ? std::string() : options.owner;
}

}  // namespace

SessionCore::SessionCore(ServerCore& server, SessionOptions options, std::shared_ptr<MessageChannel> output)
    : server_(server),
      options_(with_id(std::move(options))),
      owner_(owner_of(options_)),
      output_(std::move(output)),
      peer_(options_.only),
      operation_ids_(options_.id),
      requests_(server.options.client, server.canceller) {}

SessionCore::~SessionCore() = default;

void SessionCore::close(const CancellationWish& why) {
  if (closed_.exchange(true)) return;
  requests_.close(why);
  questions_->close();
  // Behind the cancellations of its requests, which so keep their own cause.
  if (auto group = token_.give_up()) server_.canceller.post([group, why] { group->cancel(why); });
  server_.forget(*this);
}

std::shared_ptr<IncomingRequest> SessionCore::begin(const RequestFacts& facts, const CallPlan& plan,
                                                    std::shared_ptr<MessageChannel> channel) {
  IncomingRequests::Begin begin;
  begin.id = *facts.id;
  begin.method = facts.method;
  begin.cancellable = plan.cancellable;
  begin.recorded = plan.recorded;
  if (plan.recorded) {
    begin.operation = operation_of(facts, options_.transport);
    begin.operation.id = operation_ids_.next(*facts.id);
    begin.operation.tool = label_of(plan.tool);
  }
  begin.operation.deadline = plan.deadline;
  begin.operation.grace = plan.grace;
  begin.operation.force = plan.force;
  return requests_.begin(std::move(begin), std::move(channel));
}

CancellationToken SessionCore::token() {
  if (!options_.recorded) return {};
  Labels labels;
  const auto add = [&](const char* key, const std::string& value) {
    if (auto label = value.empty() ? std::nullopt : label_of(value)) labels.emplace(key, std::move(*label));
  };
  add("mcp.session", options_.id);
  add("mcp.transport", options_.transport);
  add("mcp.client", peer_.client());
  return token_.get(server_.options.client, options_.id, labels);
}

void SessionCore::notify(std::string_view method, const JsonText& params) {
  if (closed_ || output_ == nullptr || !peer_.takes_notifications()) return;
  output_->send(MessageKind::notification, notification_message(method, params));
}

SessionCounters SessionCore::counters() const {
  return {requests_.counters(), malformed_, questions_->unknown_answers()};
}

}  // namespace cancel::mcp::detail
