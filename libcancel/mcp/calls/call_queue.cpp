#include "calls/call_queue.hpp"

#include <algorithm>
#include <system_error>
#include <utility>

namespace cancel::mcp {

namespace {

CallNeeds sensible(CallNeeds needs) {
  if (!needs.max_concurrent) needs.limited.clear();
  if (needs.max_concurrent) needs.max_concurrent = std::max<std::size_t>(*needs.max_concurrent, 1);
  return needs;
}

}  // namespace

bool Admission::Queue::submit(CallNeeds needs, const CancellationToken& token, std::function<void()> run,
                              std::function<void()> left) {
  if (token.is_cancelled()) {
    left();
    return true;
  }
  const auto call = std::make_shared<WaitingCall>();
  call->needs = sensible(std::move(needs));
  call->run = std::move(run);
  call->leave = std::move(left);
  switch (enter(call)) {
    case Entry::refused:
      return false;
    case Entry::goes:
      return go(call);
    case Entry::waits:
      watch(call, token);
  }
  return true;
}

// One that came last can make nobody else ready.
Admission::Queue::Entry Admission::Queue::enter(const Call& call) {
  const std::lock_guard lock(lock_);
  call->number = ++last_number_;
  waiting_.emplace(call->number, call);
  if (!call->needs.limited.empty()) limits_[call->needs.limited].line.emplace(call->number, call);
  if (!call->needs.exclusive.empty()) locks_[call->needs.exclusive].line.emplace(call->number, call);
  consider(*call);
  static_cast<void>(admit());
  if (call->state == WaitingCall::State::admitted) return Entry::goes;
  if (waiting_.size() <= max_waiting_) return Entry::waits;
  take_out(*call);
  return Entry::refused;
}

// No thread for it is to be had, and none is there: as good as too many that wait.
bool Admission::Queue::go(const Call& call) {
  try {
    pool_.run([queue = shared_from_this(), call] { queue->work(call); });
    return true;
  } catch (const std::system_error&) {
    end(call);
    return false;
  }
}

// Where the token is cancelled by now, the callback runs in here. Where the call goes meanwhile, it finds nothing to
// do.
void Admission::Queue::watch(const Call& call, const CancellationToken& token) {
  call->callback = std::make_unique<WaitingCall::Callback>(
      token, [queue = weak_from_this(), waiting = std::weak_ptr<WaitingCall>(call)] {
        const auto present = queue.lock();
        const auto leaving = waiting.lock();
        if (present && leaving) present->leave(leaving);
      });
}

void Admission::Queue::leave(const Call& call) {
  Calls next;
  {
    const std::lock_guard lock(lock_);
    if (call->state != WaitingCall::State::waits) return;
    call->state = WaitingCall::State::left;
    take_out(*call);
    consider_those_behind(*call);
    next = admit();
  }
  carry_out(next);
  call->run = nullptr;
  std::exchange(call->leave, nullptr)();
}

void Admission::Queue::end(const Call& call) {
  Calls next;
  {
    const std::lock_guard lock(lock_);
    give_back(*call);
    consider_those_behind(*call);
    next = admit();
  }
  carry_out(next);
}

void Admission::Queue::carry_out(const Calls& calls) {
  for (const Call& call : calls) start(call);
}

// Somebody who runs has made room for it, so there is a thread, unless that has just ended and the system gives no
// other: then it runs here rather than never.
void Admission::Queue::start(const Call& call) {
  try {
    pool_.run([queue = shared_from_this(), call] { queue->work(call); });
  } catch (const std::system_error&) {
    work(call);
  }
}

void Admission::Queue::work(const Call& call) {
  call->leave = nullptr;
  std::exchange(call->run, nullptr)();
  end(call);
}

std::size_t Admission::Queue::waiting() const {
  const std::lock_guard lock(lock_);
  return waiting_.size();
}

std::size_t Admission::Queue::running() const {
  const std::lock_guard lock(lock_);
  return running_;
}

Admission::Queue::Calls Admission::Queue::admit() {
  Calls admitted;
  while (running_ < pool_.max_threads() && !ready_.empty()) {
    const Call next = ready_.begin()->second;
    take(*next);
    take_out(*next);
    consider_those_behind(*next);
    admitted.push_back(next);
  }
  return admitted;
}

void Admission::Queue::consider(const WaitingCall& call) {
  if (may_go(call)) ready_.emplace(call.number, waiting_.at(call.number));
}

// Once it may go, it may until it does: what it needs can be taken by the first in line alone.
bool Admission::Queue::may_go(const WaitingCall& call) const {
  const auto has_room = [&call](const Resources& resources, const std::string& name, std::size_t room) {
    if (name.empty()) return true;
    const Resource& resource = resources.at(name);
    return resource.used < room && resource.line.begin()->first == call.number;
  };
  return has_room(limits_, call.needs.limited, call.needs.max_concurrent.value_or(1)) &&
         has_room(locks_, call.needs.exclusive, 1);
}

void Admission::Queue::consider_those_behind(const WaitingCall& call) {
  consider_first_of(limits_, call.needs.limited);
  consider_first_of(locks_, call.needs.exclusive);
}

void Admission::Queue::consider_first_of(Resources& resources, const std::string& name) {
  const auto found = resources.find(name);
  if (found != resources.end() && !found->second.line.empty()) consider(*found->second.line.begin()->second);
}

void Admission::Queue::take_out(const WaitingCall& call) {
  const auto take_out_of = [&call](Resources& resources, const std::string& name) {
    const auto found = resources.find(name);
    if (found == resources.end()) return;
    found->second.line.erase(call.number);
    if (found->second.line.empty() && found->second.used == 0) resources.erase(found);
  };
  ready_.erase(call.number);
  take_out_of(limits_, call.needs.limited);
  take_out_of(locks_, call.needs.exclusive);
  waiting_.erase(call.number);
}

void Admission::Queue::take(WaitingCall& call) {
  call.state = WaitingCall::State::admitted;
  ++running_;
  if (!call.needs.limited.empty()) ++limits_.at(call.needs.limited).used;
  if (!call.needs.exclusive.empty()) ++locks_.at(call.needs.exclusive).used;
}

void Admission::Queue::give_back(const WaitingCall& call) {
  const auto give_back_to = [](Resources& resources, const std::string& name) {
    const auto found = resources.find(name);
    if (found == resources.end()) return;
    if (--found->second.used == 0 && found->second.line.empty()) resources.erase(found);
  };
  --running_;
  give_back_to(limits_, call.needs.limited);
  give_back_to(locks_, call.needs.exclusive);
}

}  // namespace cancel::mcp
