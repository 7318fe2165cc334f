#include <algorithm>

#include "cancel/domain/queries.hpp"
#include "cancel/domain/timers.hpp"
#include "refusals.hpp"
#include "service_impl.hpp"

namespace cancel {
namespace {

constexpr std::size_t replay_step = 4'096;
constexpr std::chrono::milliseconds between_tries{100};

}  // namespace

std::uint64_t Service::Impl::recover(const std::function<void(Position)>& progress) {
  const Timestamp now = clock_.now();
  const Moment moment = clock_.elapsed();
  const std::uint64_t read = rebuild(now, moment, progress);
  published_ = state_.head();
  next_heartbeat_ = moment;
  next_cleanup_ = options_.cleanup_on_start ? moment : moment + options_.cleanup_interval;
  return read;
}

// The state is what the log says. What only this process knows stays: the moments of timers and leases.
std::uint64_t Service::Impl::rebuild(Timestamp now, Moment moment, const std::function<void(Position)>& progress) {
  keeper_.clear();
  auto snapshot = snapshotter_.load(log_, options_.policy.remembered_commands);
  snapshotter_.rest(snapshot ? snapshot->head() : 0, snapshot ? snapshot->tokens().size() : 0);
  state_ = snapshot ? *std::move(snapshot) : State(options_.policy.remembered_commands, log_.removed());
  for (const auto& [key, token] : state_.tokens()) keeper_.note(token, moment);
  const std::uint64_t read = replay(moment, progress);
  timers_.retain([&](TokenKey key) { return state_.find(key) != nullptr; });
  for (const auto& [key, token] : state_.tokens()) set_timer(token, now, moment);
  for (const auto& [id, session] : state_.sessions()) {
    if (!leases_.holds(id)) leases_.renew(id, moment + session.opened.lease);
  }
  return read;
}

// Reads the events behind the state's head. A log of many years has more tokens than fit into memory, so the settled ones
// leave it meanwhile as they do while the daemon serves.
std::uint64_t Service::Impl::replay(Moment moment, const std::function<void(Position)>& progress) {
  std::uint64_t read = 0;
  for (;;) {
    const auto events = log_.read_after(state_.head(), replay_step);
    if (events.empty()) return read;
    for (const Event& event : events) {
      restore_for(event);
      evolve(state_, event);
    }
    read += events.size();
    for (const Token* token : state_.take_touched()) keeper_.note(*token, moment);
    while (keeper_.crowded()) forget(moment);
    if (progress) progress(state_.head());
  }
}

// Whatever a recorded event names that left memory since comes back first, as it was at that event.
void Service::Impl::restore_for(const Event& event) {
  if (event.of_session()) return;
  if (event.version > 1 && !state_.find(event.token)) restore(event.token, event.position - 1);
  for (const TokenName& parent : parents_to_restore(event)) restore(parent, event.position - 1);
}

void Service::Impl::set_timer(const Token& token, Timestamp now, Moment moment) {
  timers_.set(token.key, cancel::next_due(token, options_.policy), now, moment);
}

// Makes what is staged durable; or takes it back, and answers what depended on it anew.
void Service::Impl::append(Turn& turn) {
  if (turn.open_events().empty()) {
    turn.settled = turn.entries.size();
    return;
  }
  const std::vector<const Token*> touched = state_.take_touched();
  if (views_.size() < touched.size()) views_.resize(touched.size());
  for (std::size_t index = 0; index < touched.size(); ++index) view_into(views_[index], *touched[index]);
  try {
    const Batch batch{turn.open_events().front().position - 1, turn.open_events(),
                      std::span(views_).first(touched.size())};
    const Moment begun = clock_.elapsed();
    if (log_.append(batch) == Appended::moved_on) return decide_again(turn);
    commit_watch_.add(clock_.elapsed() - begun);
  } catch (const LogError& error) {
    return take_back(turn, error);
  }
  became_durable(turn, touched);
}

void Service::Impl::became_durable(Turn& turn, const std::vector<const Token*>& touched) {
  turn.durable = turn.staged.size();
  turn.settled = turn.entries.size();
  for (const Token* token : touched) {
    set_timer(*token, turn.now, turn.moment);
    keeper_.note(*token, turn.moment);
    snapshotter_.changed(token->key);
    wake(turn, token->name);
  }
  for (const Event& event : turn.staged) {
    if (const auto* closed = std::get_if<SessionClosed>(&event.data)) leases_.end(closed->session);
  }
}

void Service::Impl::wake(Turn& turn, const TokenName& token) {
  for (const auto until : {AwaitToken::Until::cancelled, AwaitToken::Until::completed}) {
    if (!waits_.any(token, until)) continue;
    const auto body = answer_wait(state_, options_.policy, AwaitToken{token, until, {}}, state_.find(token));
    if (!body) continue;
    for (const Waits::Wait& wait : waits_.take(token, until)) turn.woken.emplace_back(wait.ticket, Reply{*body});
  }
}

// The append failed: nobody was told anything, so the state goes back to what the log says. Commands that wanted to change
// something learn what is known of them; the others are answered again. They are refused before the log is read, since a log
// that can not even be read ends the service.
void Service::Impl::take_back(Turn& turn, const LogError& error) {
  storage_failed_ = true;
  next_try_ = turn.moment + between_tries;
  turn.report.storage_failed = error.what();
  if (error.outcome() == StorageOutcome::unknown) {
    for (const Event& event : turn.open_events()) {
      if (event.command_id) doubtful_commands_.insert(*event.command_id);
    }
  }
  turn.staged.resize(turn.durable);
  const std::size_t first = std::exchange(turn.settled, turn.entries.size());
  for (std::size_t index = first; index < turn.entries.size(); ++index) {
    Entry& entry = turn.entries[index];
    if (entry.changed) entry.reply = Reply{storage_unavailable(error.outcome(), error.what())};
  }
  rebuild_or_end(turn);
  for (std::size_t index = first; index < turn.entries.size(); ++index) {
    Entry& entry = turn.entries[index];
    if (!entry.changed && entry.reply) carry_out(turn, entry);
  }
  for (const TokenName& token : waits_.tokens()) wake(turn, token);
}

void Service::Impl::rebuild_or_end(const Turn& turn) {
  try {
    rebuild(turn.now, turn.moment, {});
  } catch (const LogError& error) {
    throw LogLost(error.what());
  } catch (const LogDamaged& error) {
    throw LogLost(error.what());
  }
}

// Somebody else has written to the log: what was decided may no longer be right. See what they wrote, decide again.
void Service::Impl::decide_again(Turn& turn) {
  const std::size_t first = turn.settled;
  turn.staged.resize(turn.durable);
  rebuild_or_end(turn);
  catch_up(turn);
  for (std::size_t index = first; index < turn.entries.size(); ++index) {
    Entry& entry = turn.entries[index];
    if (!entry.reply) continue;
    entry.changed = false;
    carry_out(turn, entry);
  }
  fire_due(turn);
  append(turn);
}

// Publishes, with this turn's events, what the log holds and nobody was told.
void Service::Impl::catch_up(Turn& turn) {
  const Position told = turn.staged.empty() ? published_ : turn.staged.back().position;
  for (Position after = told; after < state_.head();) {
    const auto events = log_.read_after(after, replay_step);
    if (events.empty()) break;
    after = events.back().position;
    turn.staged.insert(turn.staged.end(), events.begin(), events.end());
  }
  turn.durable = turn.staged.size();
}

// Asks the log whether it takes events again. What an append with unknown outcome left there has happened: it is evolved
// and published like everything else.
void Service::Impl::try_storage(Turn& turn) {
  next_try_ = turn.moment + between_tries;
  try {
    log_.recover();
  } catch (const LogError&) {
    return;
  }
  storage_failed_ = false;
  doubtful_commands_.clear();
  turn.report.storage_recovered = true;
  if (log_.head() != state_.head()) rebuild_or_end(turn);
  catch_up(turn);
  for (const TokenName& token : waits_.tokens()) wake(turn, token);
}

}  // namespace cancel
