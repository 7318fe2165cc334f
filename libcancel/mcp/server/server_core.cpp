#include "server/server_core.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "server/session_core.hpp"

namespace cancel::mcp::detail {

namespace {

constexpr Millis a_while{3'600'000};

JsonText describe(const ServerOptions& options) {
  JsonWriter json;
  json.begin_object().member("name", options.name).member("title", options.title);
  return json.member("version", options.version).end_object().take();
}

Millis left_until(std::chrono::steady_clock::time_point until) {
  const auto left = std::chrono::duration_cast<Millis>(until - std::chrono::steady_clock::now());
  return std::max(left, Millis{0});
}

}  // namespace

ServerCore::ServerCore(ServerOptions given)
    : options(std::move(given)),
      server_info(describe(options)),
      sealer(options.state_key),
      pool(options.max_threads),
      admission(pool, options.max_waiting),
      executor(options.client, options.executor),
      cancellation_methods(cancellation_ports()) {}

ServerCore::~ServerCore() {
  for (const auto& session : sessions()) {
    session->close({.reason = "the server has ended", .cause = Cause::server_shutdown});
  }
  {
    std::unique_lock hold(lock_);  // others may be closing theirs
    no_sessions_.wait(hold, [this] { return sessions_.empty() && sessions_closing_ == 0; });
  }
  running.wait_until_none();
  while (!executor.stop(a_while)) {  // what runs beyond its call still tells the sessions, and looks at the tools
  }
  canceller.drain();
  while (!pool.wait_until_idle(a_while)) {
  }
}

void ServerCore::prepare() {
  std::call_once(prepared_, [this] {
    add_long_calls();
    for (const Tool* tool : tools.in_order()) {
      legacy_tool_list_.push_back(tool->description(Era::legacy));
      modern_tool_list_.push_back(tool->description(Era::modern));
    }
  });
}

void ServerCore::add_long_calls() {
  const auto& all = tools.in_order();
  const auto is_long = [](const Tool* tool) { return tool->options.long_running; };
  const auto can_be_task = [](const Tool* tool) { return tool->options.task_support != TaskSupport::forbidden; };
  if (!wants_long_operations_ && !std::any_of(all.begin(), all.end(), is_long)) return;
  LongCallPorts ports;
  ports.notify = [this](const std::string& owner, const std::string& method, const JsonText& params) {
    notify_owner(owner, method, params);
  };
  offers_tasks_ = std::any_of(all.begin(), all.end(), can_be_task);
  long_calls = std::make_unique<LongCalls>(executor, tools, std::move(ports));
  long_calls->add_tool(tools);
  if (offers_tasks_) long_calls->add_methods(methods);
}

CancellationPorts ServerCore::cancellation_ports() {
  CancellationPorts ports;
  ports.client = options.client;
  ports.canceller = &canceller;
  ports.executor = &executor;
  const auto view = [](const RunningCall& call) {
    return VisibleCall{call.operation.id, call.tool, call.token, call.started_at, call.cancel};
  };
  ports.running = [this, view](const std::string& owner) {
    std::vector<VisibleCall> calls;
    for (const RunningCall& call : running.of(owner)) calls.push_back(view(call));
    return calls;
  };
  ports.find = [this, view](const std::string& owner, const std::string& id) -> std::optional<VisibleCall> {
    const auto call = running.find(owner, id);
    if (!call) return std::nullopt;
    return view(*call);
  };
  return ports;
}

std::shared_ptr<SessionCore> ServerCore::open(SessionOptions session_options, std::shared_ptr<MessageChannel> output) {
  prepare();
  auto session = std::make_shared<SessionCore>(*this, std::move(session_options), std::move(output));
  const std::lock_guard hold(lock_);
  sessions_.emplace(session.get(), session);
  return session;
}

void ServerCore::forget(const SessionCore& session) {
  bool was_the_last = !session.owner().empty();
  {
    const std::lock_guard hold(lock_);
    sessions_.erase(&session);
    ++sessions_closing_;
    for (const auto& [key, weak] : sessions_) was_the_last = was_the_last && key->owner() != session.owner();
  }
  if (was_the_last) cancellation_methods.forget(session.owner());
  const std::lock_guard hold(lock_);
  --sessions_closing_;
  no_sessions_.notify_all();
}

std::vector<std::shared_ptr<SessionCore>> ServerCore::sessions() const {
  std::vector<std::shared_ptr<SessionCore>> found;
  const std::lock_guard hold(lock_);
  for (const auto& [key, weak] : sessions_) {
    if (auto session = weak.lock()) found.push_back(std::move(session));
  }
  return found;
}

void ServerCore::changed(Change what) {
  listeners.changed(what);
  for (const auto& session : sessions()) session->notify(method_of(what), JsonText());
}

void ServerCore::resource_updated(const std::string& uri) {
  listeners.updated(uri);
  for (const auto& session : sessions()) {
    if (session->peer().has_subscribed(uri)) session->notify("notifications/resources/updated", data_of("uri", uri));
  }
}

void ServerCore::notify_owner(const std::string& owner, const std::string& method, const JsonText& params) const {
  if (owner.empty()) return;
  for (const auto& session : sessions()) {
    if (session->owner() == owner) session->notify(method, params);
  }
}

bool ServerCore::stop(Millis time, const std::string& reason) {
  const auto begun = std::chrono::steady_clock::now();
  const Millis most = std::min(time, a_while);
  {
    const std::lock_guard hold(lock_);
    if (!draining_) shutdown_reason_ = reason;
    draining_ = true;
  }
  bool ended = stop_calls(begun + most / 2, Mode::graceful);
  // Where there is time for it to do any good. Processes that calls have started are killed then.
  if (!ended && most > Millis{0}) ended = stop_calls(begun + most, Mode::force);
  if (!ended) timer.do_all_now();
  return ended;
}

bool ServerCore::stop_calls(std::chrono::steady_clock::time_point until, Mode mode) {
  CancellationWish wish = shutdown_wish();
  wish.mode = mode;
  // Calls of closed sessions, and those that nobody waits for, are in none of the sessions.
  running.cancel_all(wish);
  for (const auto& session : sessions()) session->cancel_all(wish);
  const bool stopped = executor.stop(left_until(until), *wish.reason, mode);
  return nothing_runs(until) && stopped;
}

bool ServerCore::nothing_runs(std::chrono::steady_clock::time_point until) {
  canceller.drain();
  return running.wait_until_none(left_until(until)) && pool.wait_until_idle(left_until(until));
}

CancellationWish ServerCore::shutdown_wish() const {
  const std::lock_guard hold(lock_);
  return {.reason = shutdown_reason_, .cause = Cause::server_shutdown, .requested_by = options.name};
}

McpError ServerCore::shutting_down() const {
  return McpError(code::shutting_down, "shutting down", data_of("name", "ShuttingDown"));
}

void ServerCore::log(LogLevel level, const std::string& text) const {
  if (options.on_log) options.on_log(level, text);
}

}  // namespace cancel::mcp::detail
