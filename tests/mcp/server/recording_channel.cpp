#include "recording_channel.hpp"

#include <chrono>
#include <stdexcept>
#include <utility>

namespace cancel::mcp {

namespace {

constexpr std::chrono::seconds patience{10};

std::string fault_of_response(const Json& message) {
  const Json* id = find(message, "id");
  if (id != nullptr && !to_request_id(*id)) return "an id that is neither a string nor an integer";
  const Json* result = find(message, "result");
  const Json* error = find(message, "error");
  if ((result != nullptr) == (error != nullptr)) return "neither a result nor an error, or both";
  if (result != nullptr && (!result->IsObject() || id == nullptr)) return "a result that is no object, or has no id";
  if (error != nullptr && (!find_integer(*error, "code") || !find_text(*error, "message"))) return "an odd error";
  if (find(message, "method") != nullptr) return "a response with a method";
  return {};
}

std::string fault_of(MessageKind kind, const std::string& json) {
  if (json.find('\n') != std::string::npos) return "a message of several lines";
  const JsonDocument message = parse_json(json);
  if (find_text(message, "jsonrpc") != "2.0") return "no jsonrpc 2.0";
  if (kind == MessageKind::response) return fault_of_response(message);
  if (!find_text(message, "method")) return "no method";
  const Json* params = find(message, "params");
  if (params != nullptr && !params->IsObject()) return "params that are no object";
  if ((kind == MessageKind::request) != (find(message, "id") != nullptr)) return "an id where there is to be none";
  return {};
}

}  // namespace

void RecordingChannel::send(MessageKind kind, std::string json) {
  std::string fault;
  try {
    fault = fault_of(kind, json);
  } catch (const JsonError& error) {
    fault = error.what();
  }
  const std::lock_guard hold(lock_);
  if (!fault.empty()) faults_.push_back(fault + ": " + json);
  sent_.push_back({kind, std::move(json), over_});
  changed_.notify_all();
}

void RecordingChannel::request_over(bool answered) {
  const std::lock_guard hold(lock_);
  ++over_;
  if (!answered) ++over_unanswered_;
  changed_.notify_all();
}

std::vector<RecordingChannel::Sent> RecordingChannel::all() const {
  const std::lock_guard hold(lock_);
  return sent_;
}

std::vector<JsonDocument> RecordingChannel::of_method(const std::string& method) const {
  std::vector<JsonDocument> found;
  for (const Sent& sent : all()) {
    JsonDocument message = parse_json(sent.json);
    if (find_text(message, "method") == method) found.push_back(std::move(message));
  }
  return found;
}

std::vector<JsonDocument> RecordingChannel::responses_to(const std::string& id) const {
  std::vector<JsonDocument> found;
  for (const Sent& sent : all()) {
    if (sent.kind != MessageKind::response) continue;
    JsonDocument message = parse_json(sent.json);
    const Json* its_id = find(message, "id");
    if (its_id != nullptr && JsonText::of(*its_id).text() == id) found.push_back(std::move(message));
  }
  return found;
}

std::size_t RecordingChannel::count() const {
  const std::lock_guard hold(lock_);
  return sent_.size();
}

std::size_t RecordingChannel::requests_over() const {
  const std::lock_guard hold(lock_);
  return over_;
}

std::size_t RecordingChannel::requests_over_unanswered() const {
  const std::lock_guard hold(lock_);
  return over_unanswered_;
}

void RecordingChannel::wait_until(const std::string& what, const std::function<bool()>& is_so) const {
  const auto until = std::chrono::steady_clock::now() + patience;
  while (!is_so()) {
    if (std::chrono::steady_clock::now() >= until) throw std::runtime_error("waited in vain for " + what);
    std::unique_lock hold(lock_);
    changed_.wait_for(hold, std::chrono::milliseconds{5});
  }
}

JsonDocument RecordingChannel::response_to(const std::string& id) const {
  wait_until("the response to " + id, [&] { return !responses_to(id).empty(); });
  return std::move(responses_to(id).front());
}

JsonDocument RecordingChannel::next_of_method(const std::string& method, std::size_t index) const {
  wait_until(method, [&] { return of_method(method).size() > index; });
  return std::move(of_method(method)[index]);
}

std::vector<std::string> RecordingChannel::faults() const {
  const std::lock_guard hold(lock_);
  return faults_;
}

}  // namespace cancel::mcp
