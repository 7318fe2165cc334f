#include "cancel/mcp/incoming_requests.hpp"

#include <stdexcept>
#include <utility>
#include <variant>

#include "requests/cancel_notice.hpp"
#include "requests/request_registry.hpp"

namespace cancel::mcp {

namespace {

// One form for each number, whoever made it: see RequestId.
RequestId in_one_form(RequestId id) {
  const auto* number = std::get_if<std::uint64_t>(&id);
  if (number != nullptr && *number <= static_cast<std::uint64_t>(INT64_MAX)) return static_cast<std::int64_t>(*number);
  return id;
}

Work begin_work(Client* client, OperationOptions options) {
  try {
    return Work(client, options);
  } catch (const std::invalid_argument&) {  // its id
    options.id = random_name();
    return Work(client, std::move(options));
  }
}

}  // namespace

IncomingRequests::IncomingRequests(Client* client, Canceller& canceller)
    : registry_(std::make_shared<IncomingRequest::Registry>(client, canceller)) {}

IncomingRequests::~IncomingRequests() {
  close({.cause = Cause::client_disconnected});
}

std::shared_ptr<IncomingRequest> IncomingRequests::begin(Begin what, std::shared_ptr<MessageChannel> channel) {
  using Reserved = IncomingRequest::Registry::Reserved;
  what.id = in_one_form(std::move(what.id));
  if (const Reserved reserved = registry_->reserve(what.id); reserved != Reserved::yes) {
    ++(reserved == Reserved::closed ? registry_->after_close : registry_->duplicate_ids);
    return nullptr;
  }
  std::shared_ptr<IncomingRequest> request;
  try {
    what.operation.request_id = what.id;
    Work work = begin_work(what.recorded ? registry_->client : nullptr, std::move(what.operation));
    request.reset(new IncomingRequest(what.id, std::move(what.method), what.cancellable, std::move(work),
                                      std::move(channel), registry_));
  } catch (...) {
    registry_->give_up(what.id);
    throw;
  }
  if (!registry_->enter(request)) {
    request->ended_ = true;
    request->end({Outcome::stopped, {}});
    ++registry_->after_close;
    return nullptr;
  }
  ++registry_->begun;
  return request;
}

IncomingRequests::Cancelled IncomingRequests::cancelled(const Json* params, const std::string& requested_by) {
  std::optional<CancelNotice> notice = read_cancel_notice(params);
  if (!notice) {
    ++registry_->malformed_cancels;
    return Cancelled::malformed;
  }
  const std::shared_ptr<IncomingRequest> request = registry_->find(notice->id);
  if (request && !request->cancellable_) {
    ++registry_->forbidden_cancels;
    return Cancelled::forbidden;
  }
  if (!request || !request->silence()) {
    ++registry_->unknown_cancels;
    return Cancelled::unknown;
  }
  CancellationWish wish;
  wish.cause = cause_of_reason(notice->reason.value_or(""));
  wish.reason = std::move(notice->reason);
  wish.requested_by = requested_by;
  request->cancel_silenced(std::move(wish));
  return Cancelled::cancelled;
}

bool IncomingRequests::has(const RequestId& id) const {
  return registry_->has(in_one_form(id));
}

void IncomingRequests::close(const CancellationWish& why) {
  for (const auto& request : registry_->close()) {
    if (request->silence()) request->cancel_silenced(why);
  }
}

void IncomingRequests::cancel_all(const CancellationWish& why) {
  for (const auto& request : registry_->in_flight()) request->cancel(why);
}

std::size_t IncomingRequests::running() const {
  return registry_->running;
}

RequestCounters IncomingRequests::counters() const {
  RequestCounters counters;
  counters.begun = registry_->begun;
  counters.answered = registry_->answered;
  counters.silenced = registry_->silenced;
  counters.duplicate_ids = registry_->duplicate_ids;
  counters.unknown_cancels = registry_->unknown_cancels;
  counters.malformed_cancels = registry_->malformed_cancels;
  counters.forbidden_cancels = registry_->forbidden_cancels;
  counters.late_messages = registry_->late_messages;
  counters.after_close = registry_->after_close;
  return counters;
}

}  // namespace cancel::mcp
