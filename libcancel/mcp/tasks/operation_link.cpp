#include "tasks/operation_link.hpp"

#include <utility>

namespace cancel::mcp {

namespace {

// Notes it where it is progress. True: it is.
bool note_progress(RunningOperation& operation, const std::string& message) {
  const JsonDocument notification = parse_json(message);
  const Json* params = find(notification, "params");
  if (find_text(notification, "method") != "notifications/progress" || params == nullptr) return false;
  operation.progress(find_number(*params, "progress").value_or(0), find_number(*params, "total"),
                     find_text(*params, "message").value_or(""));
  return true;
}

}  // namespace

bool OperationLink::send(MessageKind kind, std::string json) {
  if (kind == MessageKind::report && note_progress(operation_, json) && !call_->wants_progress()) return false;
  if (call_->request_link().send(kind, json)) return true;
  return call_->notify_about_task(operation_.id(), json);
}

PeerAnswer OperationLink::ask(std::string_view method, const JsonText& params, Millis timeout) {
  const Question question{"request-" + std::to_string(++asked_), std::string(method), params};
  PeerAnswer answer;
  try {
    const auto given = call_->questions().ask({question}, operation_.token(), steady_after(timeout));
    answer.status = PeerAnswer::Status::timed_out;
    if (!given) return answer;
    answer.status = given->front().is_error ? PeerAnswer::Status::error : PeerAnswer::Status::result;
    answer.content = parse_json(given->front().content.text());
  } catch (const Cancelled&) {
    answer.status = PeerAnswer::Status::cancelled;
  }
  return answer;
}

}  // namespace cancel::mcp
