#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>

#include "cancel/client/messaging.hpp"
#include "cancel/http/exchange.hpp"
#include "dashboard/daemon_calls.hpp"
#include "dashboard/log_access.hpp"
#include "dashboard/older_changes.hpp"
#include "dashboard/token_answers.hpp"
#include "dashboard/token_tree.hpp"
#include "dashboard/worker.hpp"
#include "live/live_thread.hpp"

namespace cancel::dashboard {

// What has to wait for the daemon or for the log's file: on threads of its own, a bounded number at once. Whatever is
// looked for in the history, which may take long, does not hold up the rest.
//
// Thread-safe. `messaging` and `live` must outlive it.
class Reading {
 public:
  using Exchange = std::shared_ptr<http::Exchange>;
  using Answer = std::function<void(std::optional<OlderChanges::Result>)>;

  // Throws BadEndpoint.
  Reading(Messaging& messaging, const std::string& endpoint, Millis answer_within, const live::LiveThread& live,
          std::function<live::Standing()> standing);

  // Each answers the exchange, later. All throw ApiFailure: too many wait.
  void token(const Exchange& exchange, const TokenName& name);
  void tree(const Exchange& exchange, const TokenName& name);
  // A search is given up when the peer goes away.
  void history(const Exchange& exchange, HistoryFilter filter);

  // As StreamHub::World::read_older.
  bool older(const std::string& log_id, Position after, Answer answer);

  // Waits for what is being read, but for no search; drops the rest.
  void stop();

 private:
  std::string tree_of(const TokenName& name);
  std::optional<TreeNode> look_up(const TokenName& name, int& questions);

  const live::LiveThread& live_;
  const std::function<live::Standing()> standing_;
  // Of the worker's thread.
  DaemonCalls calls_;
  LogAccess log_;
  TokenAnswers tokens_;
  OlderChanges older_;

  LogAccess history_log_;  // of the history worker's thread
  std::atomic<bool> stopping_{false};

  Worker worker_;
  Worker history_worker_;
};

}  // namespace cancel::dashboard
