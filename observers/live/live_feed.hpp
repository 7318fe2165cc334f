#pragma once

#include <functional>
#include <memory>
#include <string_view>

#include "cancel/client/daemon_endpoints.hpp"
#include "cancel/client/messaging.hpp"
#include "live/feed_options.hpp"
#include "live/live_state.hpp"
#include "live/standing.hpp"

namespace cancel::live {

// Keeps a LiveState up to date with a daemon: lists what runs, then follows the events; again from the beginning when
// the daemon has another log, or has removed events that were not read yet. Over restarts of the daemon it goes on
// where it was. Opens no session: the daemon's log does not change because somebody looks.
//
// The work is cut in two, so that others can read the state meanwhile: fetch() waits and touches nothing that they see;
// take() does not wait. step() is both.
//
// Not thread-safe: one thread owns it; others read `state()` and `standing()` only while nobody is in take(), which a
// lock sees to (LiveThread has one). `messaging` must outlive it.
class LiveFeed {
 public:
  // Called in take() for each event, after it was applied, with the daemon's own JSON of it; and with nothing when what
  // is known was thrown away because the log is another one.
  using OnEvent = std::function<void(const Event&, std::string_view json)>;
  using OnReset = std::function<void()>;

  // Does not wait for the daemon. Throws BadEndpoint.
  LiveFeed(Messaging& messaging, const DaemonEndpoints& daemon, const FeedOptions& options = {});
  ~LiveFeed();
  LiveFeed(const LiveFeed&) = delete;
  LiveFeed& operator=(const LiveFeed&) = delete;

  void on_event(OnEvent callback);
  void on_reset(OnReset callback);

  // Waits up to `timeout` for something to come, and keeps it. The first contact with a daemon may take longer: it
  // lists what runs. One that hangs meanwhile holds it up for `answer_within` more, whatever it was asked.
  void fetch(Millis timeout);
  // Applies what was fetched. Whether anything changed.
  bool take();
  bool step(Millis timeout);

  const LiveState& state() const;
  const Standing& standing() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cancel::live
