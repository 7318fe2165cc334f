#pragma once

#include <memory>
#include <optional>
#include <string>

#include "cancel/client/daemon_endpoints.hpp"
#include "cancel/client/messaging.hpp"
#include "cancel/http/exchange.hpp"
#include "cancel/http/request.hpp"
#include "dashboard/daemon_calls.hpp"
#include "dashboard/exports.hpp"
#include "dashboard/gate.hpp"
#include "dashboard/live_answers.hpp"
#include "dashboard/reading.hpp"
#include "dashboard/stream_hub.hpp"
#include "dashboard/worker.hpp"
#include "live/live_thread.hpp"

namespace cancel::dashboard {

struct DashboardOptions {
  DaemonEndpoints daemon{};
  Millis answer_within{5'000};
  GateOptions gate{};
  bool read_only = false;
  std::string requester = "dashboard";  // who cancels
  std::string version{};
};

// What a browser sees of a daemon, and what it may ask of it.
//
//     web server's thread ─┬─ of the present: answered at once, from what the feed keeps
//                          ├─ of one token, of the past: Reading's thread
//                          ├─ changes: a thread that waits for the daemon
//                          ├─ exports: Exports' thread
//                          └─ streams: StreamHub's thread
//
// handle() is of the web server's thread. `messaging` must outlive it.
class Dashboard {
 public:
  // Waits for no daemon. Throws BadEndpoint; std::invalid_argument as Gate.
  Dashboard(Messaging& messaging, const DashboardOptions& options);
  // The web server must have been stopped.
  ~Dashboard();

  void handle(const http::Request& request, const std::shared_ptr<http::Exchange>& exchange);

 private:
  using Exchange = std::shared_ptr<http::Exchange>;
  using Handle = void (Dashboard::*)(const http::Request&, const Exchange&);

  enum class Access { all, readers, writers, senders };
  struct Route {
    const char* path;
    const char* method;
    Access access;
    Handle handle;
  };
  static const Route routes[];

  void answer(const http::Request& request, const Exchange& exchange);
  std::optional<ApiError> refuse(const Route& route, const http::Request& request);

  void get_session(const http::Request& request, const Exchange& exchange);
  void post_login(const http::Request& request, const Exchange& exchange);
  void post_logout(const http::Request& request, const Exchange& exchange);
  void get_overview(const http::Request& request, const Exchange& exchange);
  void get_operations(const http::Request& request, const Exchange& exchange);
  void get_cancellations(const http::Request& request, const Exchange& exchange);
  void get_series(const http::Request& request, const Exchange& exchange);
  void get_token(const http::Request& request, const Exchange& exchange);
  void get_tree(const http::Request& request, const Exchange& exchange);
  void get_history(const http::Request& request, const Exchange& exchange);
  void get_history_csv(const http::Request& request, const Exchange& exchange);
  void get_history_json(const http::Request& request, const Exchange& exchange);
  void get_stream(const http::Request& request, const Exchange& exchange);
  void post_cancel(const http::Request& request, const Exchange& exchange);
  void post_cancel_many(const http::Request& request, const Exchange& exchange);

  void export_history(const http::Request& request, const Exchange& exchange, ExportFormat format);
  void refuse_changes() const;
  template <typename Wish>
  void post_change(const Exchange& exchange, const Wish& wish);

  const DashboardOptions options_;
  Gate gate_;
  live::LiveThread live_;
  LiveAnswers answers_;
  Reading reading_;
  Exports exports_;
  StreamHub hub_;
  DaemonCalls changing_;  // of the worker's thread
  Worker changes_;
};

}  // namespace cancel::dashboard
