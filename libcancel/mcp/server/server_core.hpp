#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "calls/admission.hpp"
#include "calls/method_table.hpp"
#include "calls/state_sealer.hpp"
#include "cancel/mcp/canceller.hpp"
#include "cancel/mcp/server.hpp"
#include "cancellation_methods/cancellation_methods.hpp"
#include "server/answer_timer.hpp"
#include "server/catalog.hpp"
#include "server/listening.hpp"
#include "server/messages.hpp"
#include "server/running_calls.hpp"
#include "tasks/long_calls.hpp"
#include "tools/tool_box.hpp"

namespace cancel::mcp::detail {

// What all sessions of a server share. What is offered is filled before the first session and only read from there on;
// everything is thread-safe then. It outlives its sessions' calls, and waits for them at its end.
class ServerCore {
 public:
  explicit ServerCore(ServerOptions options);
  ~ServerCore();

  // What stands between the setting up and the first session: tools and methods for long calls.
  void prepare();
  void wish_long_operations() { wants_long_operations_ = true; }

  std::shared_ptr<SessionCore> open(SessionOptions options, std::shared_ptr<MessageChannel> output);
  void forget(const SessionCore& session);
  std::vector<std::shared_ptr<SessionCore>> sessions() const;

  void changed(Change what);
  void resource_updated(const std::string& uri);

  bool stop(Millis time, const std::string& reason);
  bool is_draining() const noexcept { return draining_; }
  CancellationWish shutdown_wish() const;
  McpError shutting_down() const;

  bool offers_tasks() const noexcept { return offers_tasks_; }
  const std::vector<JsonText>& tool_list(Era era) const noexcept {
    return era == Era::legacy ? legacy_tool_list_ : modern_tool_list_;
  }
  void log(LogLevel level, const std::string& text) const;

  const ServerOptions options;
  const JsonText server_info;
  const StateSealer sealer;
  Catalog catalog;
  ToolBox tools;
  MethodTable methods;
  std::map<std::string, JsonText> extensions;
  Listeners listeners;
  RunningCalls running;
  Canceller canceller;
  AnswerTimer timer;
  WorkerPool pool;
  Admission admission;
  Executor executor;
  CancellationMethods cancellation_methods;
  std::unique_ptr<LongCalls> long_calls;

 private:
  void add_long_calls();
  CancellationPorts cancellation_ports();
  void notify_owner(const std::string& owner, const std::string& method, const JsonText& params) const;
  bool stop_calls(std::chrono::steady_clock::time_point until, Mode mode);
  bool nothing_runs(std::chrono::steady_clock::time_point until);

  std::once_flag prepared_;
  std::atomic<bool> wants_long_operations_{false};
  bool offers_tasks_ = false;
  std::vector<JsonText> legacy_tool_list_;
  std::vector<JsonText> modern_tool_list_;

  mutable std::mutex lock_;
  std::unordered_map<const SessionCore*, std::weak_ptr<SessionCore>> sessions_;
  std::condition_variable no_sessions_;
  std::size_t sessions_closing_ = 0;
  std::string shutdown_reason_;
  std::atomic<bool> draining_{false};
};

}  // namespace cancel::mcp::detail
