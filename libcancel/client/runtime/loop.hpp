#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "cancel/client/daemon_endpoints.hpp"
#include "follow/following.hpp"
#include "rpc/exchanges.hpp"
#include "runtime/core.hpp"
#include "runtime/delivery.hpp"
#include "runtime/log_check.hpp"
#include "runtime/session_keeper.hpp"
#include "runtime/status_lookup.hpp"
#include "runtime/subscription_feed.hpp"
#include "runtime/waker.hpp"

namespace cancel::client {

// The client's one I/O thread: all its sockets, whatever the number of tokens. Each turn: take what was posted, see
// what the log says, renew the session, deliver, ask, sleep until something is ready or due.
class Loop {
 public:
  Loop(Core& core, zmq::context_t& context, DaemonEndpoints daemon);
  ~Loop();

  // Until stop(). Afterwards every call that was open has been told that there is no answer.
  void run();

  // Thread-safe.
  // Whether `task` will be carried out: not after the end.
  bool post(std::function<void()> task);
  void wake() noexcept { waker_.wake(); }
  void stop();
  // Delivers what is waiting and ends the session; waits for that up to `timeout`.
  void wind_up(Millis timeout);

  // For tasks.
  void ask(Question question, Terms terms, std::uint64_t behind, CallDone done);
  void look_up(TokenName name) { lookup_.look_up(std::move(name)); }
  void add(std::shared_ptr<SubscriptionFeed> feed) { feeds_.push_back(std::move(feed)); }
  void remove(const std::shared_ptr<SubscriptionFeed>& feed);
  std::shared_ptr<SubscriptionFeed> new_feed(const FollowOptions& options);

 private:
  struct PendingRead {
    Question question;
    Terms terms;
    std::uint64_t behind = 0;
    CallDone done;
  };

  void turn();
  void take_posted();
  void follow_log();
  void see(const FollowedEvent& followed);
  void see(const UnreadableEvent& unreadable);
  void see(const Connected& connected);
  void see(const Disconnected& disconnected);
  void see(const CaughtUp& caught_up);
  void see(const LogChanged& changed);
  void see(const Pruned& pruned);
  void see(const Refused& refused);
  void apply(const Event& event);
  void end();
  void see_status(const TokenName& name, const StatusReply& status);
  void report_anew();
  void look_up_all();
  void begin_reads();
  void end_reads(bool all);
  void step_wind_up();
  void sleep();
  WaitPoint due();
  Delivery::Handlers delivery_handlers();
  SessionKeeper::Handlers session_handlers();

  Core& core_;
  zmq::context_t& context_;
  const DaemonEndpoints daemon_;
  Waker waker_;
  Exchanges exchanges_;
  Following log_;
  LogCheck log_check_;
  SessionKeeper session_;
  Delivery delivery_;
  StatusLookup lookup_;
  std::deque<PendingRead> reads_;
  std::vector<std::shared_ptr<SubscriptionFeed>> feeds_;

  std::mutex lock_;
  std::condition_variable wound_up_;
  std::vector<std::function<void()>> posted_;
  bool is_wound_up_ = false;
  bool ended_ = false;
  enum class Winding { not_yet, delivering, closing_session, done };
  Winding winding_ = Winding::not_yet;
  std::atomic<bool> stopping_{false};
};

}  // namespace cancel::client
