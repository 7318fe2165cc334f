#include "runtime/tracked_token.hpp"

#include <algorithm>
#include <utility>

#include "cancel/system/system_clock.hpp"
#include "cancel/wire/rfc3339.hpp"
#include "runtime/core.hpp"

namespace cancel::client {

namespace {

const TokenName& name_in(const TrackedToken::Role& role) {
  return std::visit([](const auto& held) -> const TokenName& { return held.name; }, role);
}

// Deadlines travel as what is left of them.
std::optional<Millis> left_of(std::optional<Millis> deadline, WaitPoint begun) {
  if (!deadline) return std::nullopt;
  const auto passed = std::chrono::duration_cast<Millis>(WaitClock::now() - begun);
  return std::max(*deadline - passed, Millis{0});
}

struct PresentWish {
  const TrackedToken* token = nullptr;
  const CancellationWish* wish = nullptr;
};
thread_local PresentWish present_wish;

StartOperation start_of(const TrackedToken& token, const std::optional<std::string>& session, bool already_running) {
  StartOperation start = std::get<StartOperation>(token.role());
  start.session = session;
  start.deadline = left_of(start.deadline, token.begun());
  start.already_running = already_running;
  if (token.leaves_out_optional_parents()) {
    std::erase_if(start.parents, [&](const TokenName& parent) { return token.is_optional(parent); });
  }
  if (already_running) start.occurred_at = to_rfc3339(token.begun_at());
  return start;
}

}  // namespace

CommandBody report_of(const OutboxEntry& entry, const std::optional<std::string>& session) {
  const TrackedToken& token = *entry.token;
  if (entry.kind == OutboxEntry::Kind::start) return start_of(token, session, !entry.confirms);
  const std::string occurred_at = to_rfc3339(entry.occurred_at);
  if (entry.kind == OutboxEntry::Kind::executed) return MarkExecuted{token.name(), occurred_at};
  FinishOperation finish{token.name(), entry.outcome, entry.error, occurred_at};
  if (entry.result) finish.result = *entry.result;
  return finish;
}

TrackedToken::TrackedToken(std::weak_ptr<Core> core, Role role)
    : core_(std::move(core)),
      identity_(core_.lock().get()),
      role_(std::move(role)),
      name_(name_in(role_)),
      begun_at_(SystemClock().now()),
      begun_(WaitClock::now()) {}

WishScope::WishScope(const TrackedToken& token, const CancellationWish& wish) {
  present_wish = {&token, &wish};
}

WishScope::~WishScope() {
  present_wish = {};
}

// What the log says of a token, it says of everything that hangs under it in the log; so does what is told of it from
// here. A parent of which nothing is told, since it has ended or is not in the log, takes nothing with it there.
void TrackedToken::on_marked(const Cancellation& why, const NodeObserver* above, bool from_log) noexcept {
  const auto* parent = dynamic_cast<const TrackedToken*>(above);
  const bool comes_with_parent = parent != nullptr && parent->identity_ == identity_ && parent->cancellation_told_ &&
                                 !(leaves_out_optional_parents() && is_optional(parent->name()));
  if (from_log || comes_with_parent) {
    cancellation_told_ = true;
  } else if (!is_over()) {
    cancellation_told_ = tell_cancellation(why);
  }
}

bool TrackedToken::tell_cancellation(const Cancellation& why) {
  const auto core = core_.lock();
  if (!core || core->is_forked()) return false;
  if (present_wish.token != this) return core->record_cancellation(shared_from_this(), why);
  return core->record_cancellation(shared_from_this(), CancelToken{name_, *present_wish.wish});
}

void TrackedToken::on_noticed() noexcept {
  if (!is_operation() || has_ended()) return;
  const auto core = core_.lock();
  if (core && !core->is_forked()) core->record_executed(shared_from_this());
}

void TrackedToken::on_gone() noexcept {
  const auto core = core_.lock();
  if (core && !core->is_forked()) core->registry().leave(*this);
}

}  // namespace cancel::client
