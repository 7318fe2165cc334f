#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "cancel/client/daemon_endpoints.hpp"
#include "cancel/client/event_follower.hpp"
#include "cancel/client/messaging.hpp"
#include "cancel/client/rpc_client.hpp"
#include "live/feed_options.hpp"
#include "live/fetched.hpp"

namespace cancel::live {

// The half of a LiveFeed that waits: asks the daemon, follows its events, and keeps what comes until it is handed over.
// Knows nothing of what is made of it. Not thread-safe. `messaging` must outlive it.
class LiveFetcher {
 public:
  // Does not wait for the daemon. Throws BadEndpoint.
  LiveFetcher(Messaging& messaging, const DaemonEndpoints& daemon, const FeedOptions& options);

  // As LiveFeed's.
  void fetch(Millis timeout);
  // What has come since the last time.
  Fetched hand_over();
  // Operations of which the events said too little: the next fetch() asks the daemon for them.
  void ask_for(std::vector<TokenName> names);

 private:
  using SteadyClock = std::chrono::steady_clock;

  bool begin(Millis timeout);
  Position begin_after(const InfoReply& daemon) const;
  void follow(Millis timeout);
  bool starts_over(const FollowedItem& item) const;
  void contact();
  void ask_info();
  void ask_doubtful();
  void ask_statistics();
  void look_for_statistics();
  Millis patience() const;

  Messaging& messaging_;
  DaemonEndpoints daemon_;
  FeedOptions options_;
  RpcClient client_;
  std::optional<EventFollower> follower_;
  std::string log_id_;  // that is followed
  bool reachable_ = false;
  bool introduced_ = false;  // the daemon has said what it is since it was reached
  SteadyClock::time_point patience_ends_{};
  bool asking_ = false;  // for statistics
  std::optional<SteadyClock::time_point> asked_;
  std::vector<TokenName> doubtful_;
  Fetched fetched_;
};

}  // namespace cancel::live
