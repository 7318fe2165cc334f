#pragma once

#include <algorithm>
#include <atomic>
#include <memory>
#include <optional>
#include <variant>
#include <vector>

#include "cancel/domain/commands.hpp"
#include "cancel/token/node_observer.hpp"
#include "runtime/outbox.hpp"

namespace cancel::client {

class Core;

// A token that has a name in the daemon's log, as this process knows it. Stands behind the token's node and passes on
// what happens there. Thread-safe.
class TrackedToken final : public detail::NodeObserver, public std::enable_shared_from_this<TrackedToken> {
 public:
  // What this process has to do with it: runs an operation under it, has made it, or only watches it.
  struct Watched {
    TokenName name;
  };
  using Role = std::variant<Watched, CreateToken, StartOperation>;

  TrackedToken(std::weak_ptr<Core> core, Role role);

  const TokenName& name() const { return name_; }
  const Role& role() const { return role_; }
  bool is_operation() const { return std::holds_alternative<StartOperation>(role_); }
  bool is_ours() const { return !std::holds_alternative<Watched>(role_); }
  bool belongs_to(const Core& core) const { return identity_ == &core; }

  // An operation's end, or the release of a shared token: whether this call was the first to say so.
  bool end() { return !ended_.exchange(true); }
  bool has_ended() const { return ended_.load(); }
  // Nothing more is to be told of it. What hangs under a token that was released may still be cancelled by it.
  bool is_over() const { return is_operation() && has_ended(); }

  // The daemon knows it, as far as this process does.
  bool is_recorded() const { return recorded_.load(); }
  void note_recorded() { recorded_.store(true); }

  // Parents of its operation that the daemon may not know. To be set before anybody else has this.
  void set_optional_parents(std::vector<TokenName> names) { optional_parents_ = std::move(names); }
  bool is_optional(const TokenName& parent) const {
    return std::find(optional_parents_.begin(), optional_parents_.end(), parent) != optional_parents_.end();
  }
  // The daemon does not know one: the operation is told without them. False: there are none, or it was so already.
  bool leave_out_optional_parents() { return !optional_parents_.empty() && !optional_left_out_.exchange(true); }
  bool leaves_out_optional_parents() const { return optional_left_out_.load(); }

  // When it began in this process.
  Timestamp begun_at() const { return begun_at_; }
  WaitPoint begun() const { return begun_; }

  // Numbers the command that tells the daemon of it; 0: none yet. The I/O thread's.
  std::uint64_t& beginning() { return beginning_; }

  // Guarded by the outbox.
  OutboxPlaces& places() { return places_; }

  void on_marked(const Cancellation& why, const NodeObserver* above, bool from_log) noexcept override;
  void on_noticed() noexcept override;
  void on_gone() noexcept override;

 private:
  bool tell_cancellation(const Cancellation& why);

  const std::weak_ptr<Core> core_;
  const Core* const identity_;
  const Role role_;
  const TokenName name_;
  const Timestamp begun_at_;
  const WaitPoint begun_;
  std::atomic<bool> ended_{false};
  bool cancellation_told_ = false;  // the log says it, or will; guarded by the propagation lock
  std::atomic<bool> recorded_{false};
  std::vector<TokenName> optional_parents_;
  std::atomic<bool> optional_left_out_{false};
  OutboxPlaces places_;
  std::uint64_t beginning_ = 0;
};

// What this thread cancels meanwhile by `token` is recorded with all that `wish` says, its times included; by the
// observer and so before anybody can see the mark and end the operation.
class WishScope {
 public:
  WishScope(const TrackedToken& token, const CancellationWish& wish);
  ~WishScope();
  WishScope(const WishScope&) = delete;
  WishScope& operator=(const WishScope&) = delete;
};

// What the daemon is told by an entry that is about a token: its operation's start, taking up or end.
CommandBody report_of(const OutboxEntry& entry, const std::optional<std::string>& session);

}  // namespace cancel::client
