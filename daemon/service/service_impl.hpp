#pragma once

#include <functional>
#include <unordered_set>

#include "answers.hpp"
#include "cancel/domain/decide.hpp"
#include "cancel/domain/state.hpp"
#include "cancel/service/service.hpp"
#include "commit_watch.hpp"
#include "leases.hpp"
#include "log_pruner.hpp"
#include "memory_keeper.hpp"
#include "rejections.hpp"
#include "snapshotter.hpp"
#include "timer_queue.hpp"
#include "turn.hpp"
#include "waits.hpp"

namespace cancel {

// The service behind its interface. Three files: service.cpp is the turn, carry_out.cpp what one command does in it,
// and storage.cpp how the state and the log stay the same, also when the log fails.
class Service::Impl {
 public:
  Impl(EventLog& log, SnapshotStore& snapshots, CommandChannel& channel, EventPublisher& publisher, const Clock& clock, IdSource& ids,
       ServiceOptions options);

  std::uint64_t recover(const std::function<void(Position)>& progress);
  const TurnReport& turn();
  Moment next_due() const;
  void close();
  std::size_t tokens_in_memory() const { return state_.tokens().size(); }

 private:
  friend class CarryOut;

  // service.cpp
  void fire_due(Turn& turn);
  std::optional<Elapsed> take_elapsed(Moment moment);
  std::size_t commands_of(const Turn& turn) const;
  void wake_late(Turn& turn);
  void reply(Turn& turn);
  void publish(Turn& turn);
  void beat(const Turn& turn);
  void clean_up(Turn& turn);
  void maintain(const Turn& turn);
  bool forget(Moment moment);
  void prune(Turn& turn);

  // carry_out.cpp
  void carry_out(Turn& turn, Entry& entry);
  // Decides what follows until nothing does, and evolves the state: staged, not yet durable.
  void stage(Turn& turn, Decision decision, const std::optional<std::string>& command_id);
  void restore_named(const Command& command);
  // Brings a token that left memory back as the events up to `last` made it, with its ancestors.
  void restore(const TokenName& name, Position last);
  std::vector<TokenName> parents_to_restore(const Event& event) const;
  void name_new(Command& command);
  static Reply unreadable(Turn& turn, const char* what);

  // storage.cpp
  void append(Turn& turn);
  void became_durable(Turn& turn, const std::vector<const Token*>& touched);
  void wake(Turn& turn, const TokenName& token);
  void take_back(Turn& turn, const LogError& error);
  void rebuild_or_end(const Turn& turn);
  void decide_again(Turn& turn);
  void try_storage(Turn& turn);
  std::uint64_t rebuild(Timestamp now, Moment moment, const std::function<void(Position)>& progress);
  std::uint64_t replay(Moment moment, const std::function<void(Position)>& progress);
  void restore_for(const Event& event);
  void catch_up(Turn& turn);
  void set_timer(const Token& token, Timestamp now, Moment moment);

  EventLog& log_;
  CommandChannel& channel_;
  EventPublisher& publisher_;
  const Clock& clock_;
  IdSource& ids_;
  const ServiceOptions options_;

  State state_;
  TimerQueue timers_;
  Leases leases_;
  Waits waits_;
  MemoryKeeper keeper_;
  LogPruner pruner_;
  Snapshotter snapshotter_;
  CommitWatch commit_watch_;
  Rejections rejections_;
  Turn turn_;                     // these two are kept for the memory that they have
  std::vector<TokenView> views_;  // of one append

  Timestamp started_at_{};
  Moment started_{};
  Position published_ = 0;
  Moment next_heartbeat_{};
  Moment next_cleanup_{};
  Moment next_upkeep_ = Moment::min();  // of the log
  bool forgetting_ = false;  // a clean-up is under way, a step in each turn

  bool storage_failed_ = false;  // the log takes nothing: changes are refused, reads go on
  Moment next_try_{};
  std::unordered_set<std::string> doubtful_commands_;  // of an append whose outcome is still unknown
};

}  // namespace cancel
