#include "cancel/service/service.hpp"

#include <algorithm>

#include "service_impl.hpp"

namespace cancel {
namespace {

constexpr std::size_t timers_of_one_turn = 4'096;

// What is due has the right of way: where much of it is, a turn is kept short by taking fewer commands, and still fewer
// while it is late.
constexpr std::size_t many_timers = 256;
constexpr Moment tolerated = std::chrono::milliseconds{20};

// So long after the last event there is time for the log's upkeep, and so much of it at once.
constexpr Moment quiet = std::chrono::milliseconds{50};
constexpr std::chrono::microseconds upkeep_step = std::chrono::milliseconds{2};

// Reading so many events at the next start takes longer than making a snapshot at the end.
constexpr std::uint64_t worth_a_snapshot = 10'000;

// A lease that is found to have run out longer ago than this was not watched: the daemon stood still (stopped, suspended,
// stuck on its disk), and could not hear the sign that the owner gave. Such a time is not held against the owner.
constexpr Moment punctual = std::chrono::milliseconds{20};

}  // namespace

Service::Impl::Impl(EventLog& log, SnapshotStore& snapshots, CommandChannel& channel, EventPublisher& publisher,
                    const Clock& clock, IdSource& ids, ServiceOptions options)
    : log_(log),
      channel_(channel),
      publisher_(publisher),
      clock_(clock),
      ids_(ids),
      options_(std::move(options)),
      state_(options_.policy.remembered_commands),
      keeper_(options_),
      pruner_(options_, clock_),
      snapshotter_(snapshots, clock, options_.snapshot_events),
      started_at_(clock.now()),
      started_(clock.elapsed()) {}

const TurnReport& Service::Impl::turn() {
  Turn& turn = turn_;
  turn.begin(clock_.now(), clock_.elapsed());
  if (storage_failed_ && turn.moment >= next_try_) try_storage(turn);
  fire_due(turn);
  channel_.receive(commands_of(turn), turn.received);
  for (ReceivedCommand& received : turn.received) {
    Entry entry{received.ticket, std::move(received.content)};
    carry_out(turn, entry);  // decide, evolve
    turn.entries.push_back(std::move(entry));
  }
  append(turn);
  wake_late(turn);
  reply(turn);
  publish(turn);
  clean_up(turn);
  return turn.report;
}

void Service::Impl::fire_due(Turn& turn) {
  if (storage_failed_) return;
  for (; turn.fired < timers_of_one_turn; ++turn.fired) {
    const auto elapsed = take_elapsed(turn.moment);
    if (!elapsed) return;
    stage(turn, decide(state_, *elapsed), std::nullopt);
  }
}

std::size_t Service::Impl::commands_of(const Turn& turn) const {
  const std::size_t all = options_.turn_commands;
  if (turn.fired < many_timers) return all;
  const auto due = timers_.next();
  const bool is_late = due && *due + tolerated < turn.moment;
  return std::max<std::size_t>(is_late ? all / 4 : all - all / 4, 1);
}

// One thing that time asks for at `moment`: of a token, or of a session.
std::optional<Elapsed> Service::Impl::take_elapsed(Moment moment) {
  if (auto elapsed = timers_.take(moment)) return elapsed;
  while (const auto session = leases_.lapsed(moment)) {
    const Moment late = moment - *leases_.next();
    if (late <= punctual) {
      leases_.end(*session);
      return LeaseElapsed{*session};
    }
    const Moment lease = state_.session(*session)->opened.lease;
    leases_.renew(*session, moment + std::min(late, lease));
  }
  return std::nullopt;
}

void Service::Impl::wake_late(Turn& turn) {
  while (auto late = waits_.take_late(turn.moment)) {
    Error error{ErrorCode::cancellation_timeout, "token '" + late->command.name.id + "' is not yet so"};
    turn.woken.emplace_back(late->ticket, Reply{std::move(error)});
  }
}

void Service::Impl::reply(Turn& turn) {
  turn.report.commands = turn.entries.size();
  const auto send = [&](Ticket ticket, Reply reply) {
    if (const auto* error = std::get_if<Error>(&reply.body)) {
      rejections_.add(error->code);
      turn.report.refused.push_back(*error);
    }
    channel_.reply(ticket, std::move(reply));
  };
  for (Entry& entry : turn.entries) {
    if (entry.reply) send(entry.ticket, std::move(*entry.reply));
  }
  for (auto& [ticket, woken] : turn.woken) send(ticket, std::move(woken));
}

void Service::Impl::publish(Turn& turn) {
  for (const Event& event : turn.staged) publisher_.publish(event);
  if (!turn.staged.empty()) published_ = turn.staged.back().position;
  turn.report.published.swap(turn.staged);
  turn.staged.clear();
  turn.durable = 0;
  beat(turn);
}

void Service::Impl::beat(const Turn& turn) {
  if (turn.moment < next_heartbeat_) return;
  publisher_.heartbeat(log_.id(), published_, turn.now);
  next_heartbeat_ = turn.moment + options_.heartbeat;
}

void Service::Impl::clean_up(Turn& turn) {
  if (storage_failed_) return;
  try {
    if (turn.moment >= next_cleanup_) {
      next_cleanup_ = turn.moment + options_.cleanup_interval;
      forgetting_ = true;
      pruner_.retain(log_, turn.now);
    }
    if (forgetting_ || keeper_.crowded()) {
      const std::size_t before = state_.tokens().size();
      forgetting_ = forget(turn.moment);
      turn.report.archived += before - state_.tokens().size();
    }
    if (const auto next = pruner_.next(); next && turn.moment >= *next) prune(turn);
    snapshotter_.step(state_, log_);
    turn.report.snapshot_failed = snapshotter_.take_failure();
    maintain(turn);
  } catch (const LogError& error) {
    take_back(turn, error);
  } catch (const LogDamaged& error) {
    pruner_.give_up();
    next_upkeep_ = Moment::max();
    turn.report.damage = error.what();
  }
}

void Service::Impl::prune(Turn& turn) {
  const auto forget = [&](TokenKey key) {
    snapshotter_.removed(key);
    return keeper_.forget(state_, key, turn.moment);
  };
  turn.report.pruned += pruner_.step(state_, log_, forget, !turn.entries.empty());
  snapshotter_.pruned(log_.first());
}

// The log's upkeep: what must be beside the load, the rest once it has been quiet for a moment.
void Service::Impl::maintain(const Turn& turn) {
  if (!turn.report.published.empty() || turn.report.pruned > 0) {
    log_.maintain(std::chrono::microseconds{0});
    next_upkeep_ = turn.moment + quiet;
  } else if (turn.entries.empty() && turn.moment >= next_upkeep_) {
    next_upkeep_ = log_.maintain(upkeep_step) ? turn.moment : Moment::max();
  }
}

// Whether there may be more to forget.
bool Service::Impl::forget(Moment moment) {
  return keeper_.forget_some(state_, moment, [this](TokenKey key) { snapshotter_.removed(key); }) > 0;
}

Moment Service::Impl::next_due() const {
  Moment due = next_heartbeat_;
  const auto sooner = [&](std::optional<Moment> moment) {
    if (moment) due = std::min(due, *moment);
  };
  sooner(waits_.next());
  if (storage_failed_) return std::min(due, next_try_);
  if (forgetting_ || keeper_.crowded() || snapshotter_.busy(state_)) return Moment::min();
  sooner(next_cleanup_);
  sooner(pruner_.next());
  sooner(next_upkeep_);
  sooner(timers_.next());
  sooner(leases_.next());
  return due;
}

void Service::Impl::close() {
  for (const Waits::Wait& wait : waits_.take_all()) {
    channel_.reply(wait.ticket, Reply{Error{ErrorCode::cancellation_timeout,
                                            "the daemon is stopping; token '" + wait.command.name.id + "' is not yet so"}});
  }
  try {
    if (!storage_failed_) snapshotter_.finish(state_, log_, worth_a_snapshot);
  } catch (const std::runtime_error&) {
    // The log can not be read. A snapshot is only an optimisation: the next start says what is wrong.
  }
}

Service::Service(EventLog& log, SnapshotStore& snapshots, CommandChannel& channel, EventPublisher& publisher,
                 const Clock& clock, IdSource& ids, ServiceOptions options)
    : impl_(std::make_unique<Impl>(log, snapshots, channel, publisher, clock, ids, std::move(options))) {}

Service::~Service() = default;

std::uint64_t Service::recover(const std::function<void(Position)>& progress) { return impl_->recover(progress); }
const TurnReport& Service::turn() { return impl_->turn(); }
Moment Service::next_due() const { return impl_->next_due(); }
void Service::close() { impl_->close(); }
std::size_t Service::tokens_in_memory() const { return impl_->tokens_in_memory(); }

}  // namespace cancel
