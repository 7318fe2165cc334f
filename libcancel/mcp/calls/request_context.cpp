#include "cancel/mcp/request_context.hpp"

#include <cmath>
#include <utility>

#include "calls/context_parts.hpp"
#include "calls/state_sealer.hpp"
#include "cancel/posix/interruptible.hpp"

namespace cancel::mcp {

namespace {

void begin_notification(JsonWriter& json, std::string_view method) {
  json.begin_object().member("jsonrpc", std::string_view("2.0")).member("method", method);
  json.key("params").begin_object();
}

std::string end_notification(JsonWriter& json) {
  json.end_object().end_object();
  return json.take().text();
}

// Whole numbers as such: "3", not "3.0".
void write_number(JsonWriter& json, std::string_view name, double number) {
  constexpr double exact = 9007199254740992;  // 2^53
  if (std::abs(number) < exact && std::floor(number) == number) {
    json.member(name, static_cast<std::int64_t>(number));
  } else {
    json.member(name, number);
  }
}

std::string progress_message(const JsonText& token, double done, std::optional<double> total, std::string_view text) {
  JsonWriter json;
  begin_notification(json, "notifications/progress");
  json.member("progressToken", token);
  write_number(json, "progress", done);
  if (total && std::isfinite(*total)) write_number(json, "total", *total);
  if (!text.empty()) json.member("message", text);
  return end_notification(json);
}

JsonText json_of(std::string_view text) {
  JsonWriter json;
  json.value(text);
  return json.take();
}

}  // namespace

RequestContext::RequestContext(std::shared_ptr<const RequestFacts> facts, std::shared_ptr<CallLink> link,
                               const StateSealer* sealer)
    : facts_(std::move(facts)), link_(std::move(link)), sealer_(sealer), parts_(std::make_unique<Parts>()) {}

RequestContext::~RequestContext() {
  run_clean_ups();
}

CancellationToken RequestContext::token() const {
  return is_past_point_of_no_return() ? CancellationToken() : link_->token();
}

bool RequestContext::sleep_for(std::chrono::nanoseconds duration) const {
  return cancel::sleep_for(token(), duration);
}

bool RequestContext::progress(double done, std::optional<double> total, std::string_view message) {
  if (!facts_->progress_token || !std::isfinite(done)) return false;
  const std::lock_guard lock(parts_->progress_lock);
  if (done <= parts_->last_progress) return false;
  parts_->last_progress = done;
  return link_->send(MessageKind::report, progress_message(*facts_->progress_token, done, total, message));
}

bool RequestContext::log(LogLevel level, const JsonText& data, std::string_view logger) {
  if (!facts_->log_level || level < *facts_->log_level) return false;
  JsonWriter json;
  begin_notification(json, "notifications/message");
  json.member("level", to_string(level));
  if (!logger.empty()) json.member("logger", logger);
  json.member("data", data);
  return link_->send(MessageKind::report, end_notification(json));
}

bool RequestContext::log(LogLevel level, std::string_view text) {
  if (!facts_->log_level || level < *facts_->log_level) return false;
  return log(level, json_of(text));
}

std::optional<JsonText> RequestContext::state() const {
  const Json* params = facts_->params();
  const Json* sealed = params != nullptr ? find(*params, "requestState") : nullptr;
  if (sealed == nullptr || sealer_ == nullptr) return std::nullopt;
  std::optional<JsonText> opened;
  if (sealed->IsString()) {
    opened = sealer_->open(purpose_of(facts_->method, params), {sealed->GetString(), sealed->GetStringLength()});
  }
  if (!opened) throw McpError(code::invalid_params, "requestState is not what this server gave");
  return opened;
}

const Json* RequestContext::input_response(std::string_view key) const {
  const Json* params = facts_->params();
  const Json* responses = params != nullptr ? find(*params, "inputResponses") : nullptr;
  return responses != nullptr ? find(*responses, key) : nullptr;
}

JsonText RequestContext::downstream_meta() const {
  JsonWriter json;
  json.begin_object().key(meta::caller_token).begin_object();
  json.member("namespace", operation().space).member("id", operation().id).end_object();
  const Json* given = facts_->meta();
  for (const std::string_view name : {"traceparent", "tracestate", "baggage"}) {
    if (given != nullptr) json.member(name, find_text(*given, name));
  }
  json.end_object();
  return json.take();
}

void RequestContext::pass_point_of_no_return() {
  if (is_past_point_of_no_return()) return;
  link_->token().throw_if_cancelled();
  parts_->is_past_point_of_no_return.store(true, std::memory_order_release);
}

bool RequestContext::is_past_point_of_no_return() const noexcept {
  return parts_->is_past_point_of_no_return.load(std::memory_order_acquire);
}

void RequestContext::on_end(CleanUp clean_up, Millis deadline) {
  parts_->clean_ups.add(std::move(clean_up), deadline);
}

void RequestContext::run_clean_ups() noexcept {
  parts_->clean_ups.run();
}

}  // namespace cancel::mcp
