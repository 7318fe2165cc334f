#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "cancel/domain/events.hpp"
#include "cancel/domain/views.hpp"
#include "live/live_token.hpp"
#include "live/timeline.hpp"

namespace cancel::live {

// What runs, what is being cancelled, and what was cancelled a short while ago: a projection that is small whatever the
// length of the log.
//
//     listed ─┐                          ┌── nothing asked for: forgotten
//             ├─► running ── its end ────┤
//     started ┘      │ requested         └── cancelled: recent, until newer ones take its place
//                    ▼                          ▲
//                  open ──────── completed ─────┘
//
// It begins with what the daemon lists (`list()`), and goes on with events from a position that is not above the head
// at the moment of the listing. Events that the lists know already change nothing in the end: from the head at the
// listing on it is exact.
//
// A value; pure; not thread-safe. Costs about 700 bytes for each token in view; an event costs a look-up and an
// insertion.
class LiveState {
 public:
  struct Options {
    std::size_t recent = 1'000;    // cancellations that are kept after they are over
    Millis default_grace{30'000};  // what the daemon does where nobody asked for something else
    Millis default_force{10'000};
  };

  // The tokens of operations that run, the oldest first.
  struct OldestFirst {
    bool operator()(const LiveToken* left, const LiveToken* right) const;
  };
  // The tokens whose cancellation is open, the first requested first.
  struct RequestedFirst {
    bool operator()(const LiveToken* left, const LiveToken* right) const;
  };
  using Running = std::set<const LiveToken*, OldestFirst>;
  using Open = std::set<const LiveToken*, RequestedFirst>;
  using Recent = std::map<Position, const LiveToken*>;  // by the position of what ended them
  using Counts = std::map<std::string, std::uint64_t>;

  LiveState() : LiveState(Options{}) {}
  explicit LiveState(Options options);
  LiveState(const LiveState&) = delete;
  LiveState& operator=(const LiveState&) = delete;

  void set_default_times(Millis grace, Millis force);

  // Adds what the daemon says is running now.
  void list(const OperationView& operation);
  // Adds a cancelled token of no operation under which something runs.
  void list(const TokenView& token);
  // Applies the next event. Total: nothing that a daemon says is an error.
  void apply(const Event& event);
  // The operations that started under a name which may have been cancelled long ago, so that the events in view do not
  // tell: list() each anew. Given out once.
  std::vector<TokenName> take_doubtful() { return std::exchange(doubtful_, {}); }
  // Forgets everything, the timelines included.
  void clear();

  const LiveToken* find(const TokenName& name) const;
  const Running& running() const { return running_; }
  const Open& open() const { return open_; }
  const Recent& recent() const { return recent_; }
  std::uint64_t unconfirmed() const { return unconfirmed_; }  // of the open ones

  // What a token's cancellation has come to, as the protocol's table says. Of what else runs under it, that counts
  // which names it as its parent; what stands below another shared token is not known here.
  TokenState state_of(const LiveToken& token) const;
  // The operations that run and name this token as a parent.
  std::vector<const LiveToken*> children(const TokenName& name) const;

  // How many operations run, by namespace and by tool ("" for those without one).
  const Counts& running_by_namespace() const { return by_namespace_; }
  const Counts& running_by_tool() const { return by_tool_; }

  // One second a step for two minutes; five seconds a step for an hour.
  const Timeline& seconds() const { return seconds_; }
  const Timeline& hour() const { return hour_; }

  // The last event that was applied; 0: none yet.
  Position position() const { return position_; }
  // Grows with every change that can be seen.
  std::uint64_t revision() const { return revision_; }

 private:
  LiveToken& token(const TokenName& name);
  void set_running(LiveToken& token, bool running);
  void set_open(LiveToken& token, bool open);
  void set_unconfirmed(LiveToken& token, bool unconfirmed);
  void adopt_parents(LiveToken& token, const std::vector<TokenName>& parents);
  void drop_parents(const LiveToken& token);
  void end(LiveToken& token, Position position);
  void forget(const TokenName& name);
  void set_due(LiveToken& token);
  void leave_recent(LiveToken& token);

  void on(const Event& event, const TokenCreated& data);
  void on(const Event& event, const OperationStarted& data);
  void on(const Event& event, const CancellationRequested& data);
  void on(const Event& event, const CancellationExecuted& data);
  void on(const Event& event, const CancellationEscalated& data);
  void on(const Event& event, const CancellationCompleted& data);
  void on(const Event& event, const CancellationExpired& data);
  void on(const Event& event, const OperationFinished& data);
  void on(const Event& event, const TokenReleased& data);
  template <typename Other>
  void on(const Event&, const Other&) {}

  Options options_;
  std::unordered_map<TokenName, LiveToken, TokenNameHash> tokens_;
  std::unordered_map<TokenName, std::set<const LiveToken*>, TokenNameHash> children_;
  Running running_;
  Open open_;
  Recent recent_;
  std::unordered_map<const LiveToken*, Position> ended_;  // where a recent one stands
  Counts by_namespace_;
  Counts by_tool_;
  std::uint64_t unconfirmed_ = 0;
  Timeline seconds_;
  Timeline hour_;
  std::vector<TokenName> doubtful_;
  Position created_ = 0;  // the last TokenCreated of a token that was new with it
  Position position_ = 0;
  std::uint64_t revision_ = 0;
};

}  // namespace cancel::live
