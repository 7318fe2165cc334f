// The half of Loop that takes what the daemon says: events, states of tokens, answers to what was delivered.

#include <algorithm>
#include <string>
#include <utility>

#include "runtime/loop.hpp"

namespace cancel::client {

using detail::NodeReference;

void Loop::follow_log() {
  while (const auto item = log_.try_next()) {
    std::visit([this](const auto& followed) { see(followed); }, *item);
  }
  if (const auto position = log_.position()) core_.note_position(*position);
}

void Loop::see(const FollowedEvent& followed) {
  apply(followed.event);
}

// A newer daemon's: it says nothing that this library could act on.
void Loop::see(const UnreadableEvent&) {}

void Loop::see(const Connected& connected) {
  core_.note_connection(true, connected.log_id);
  core_.tell({Notice::Kind::connected, "the daemon answers"});
}

void Loop::see(const Disconnected& disconnected) {
  core_.note_connection(false, {});
  core_.tell({Notice::Kind::disconnected, disconnected.fault});
}

void Loop::see(const LogChanged& changed) {
  core_.note_connection(true, changed.log_id);
  core_.tell({Notice::Kind::log_changed, "the daemon has another log now: " + changed.log_id});
  delivery_.take_back();
  session_.forget();
  report_anew();
  look_up_all();
  log_check_.note_change();
}

// What happened in the events that are gone is asked for.
void Loop::see(const Pruned&) {
  look_up_all();
}

void Loop::see(const CaughtUp&) {}

void Loop::see(const Refused& refused) {
  core_.tell({.kind = Notice::Kind::disconnected, .text = refused.error.message, .error = refused.error});
}

namespace {

Cancellation cancellation_of(const CancellationRequested& requested, Position position) {
  return {requested.reason, requested.cause, requested.mode, requested.requested_by, position};
}

}  // namespace

void Loop::apply(const Event& event) {
  const NodeReference node = core_.registry().find(event.token);
  if (!node) return;
  if (const auto* requested = std::get_if<CancellationRequested>(&event.data)) {
    node.get()->note_position(event.position);
    core_.mark(node, cancellation_of(*requested, event.position));
  } else if (event.type() == EventType::cancellation_escalated) {
    core_.mark(node, {.mode = Mode::force});
  } else {
    core_.complete(node);
  }
}

void Loop::see_status(const TokenName& name, const StatusReply& status) {
  const TokenView& token = status.token;
  const NodeReference node = core_.registry().find(name);
  if (!node || !token.cancelled()) return;
  core_.mark(node, {.reason = token.reason,
                    .cause = token.cause.value_or(Cause::other),
                    .mode = token.mode.value_or(Mode::graceful),
                    .requested_by = token.requested_by});
  if (token.state == TokenState::completed) core_.complete(node);
}

void Loop::look_up_all() {
  for (const NodeReference& node : core_.registry().all()) lookup_.look_up(tracked(node)->name());
}

// This log knows nothing of what this process runs and has made: tells it, as it is now.
void Loop::report_anew() {
  std::vector<std::shared_ptr<TrackedToken>> known;
  for (const NodeReference& node : core_.registry().all()) {
    if (tracked(node)->is_recorded() && !tracked(node)->is_over()) known.push_back(tracked(node)->shared_from_this());
  }
  std::sort(known.begin(), known.end(),
            [](const auto& one, const auto& other) { return one->begun() < other->begun(); });
  core_.outbox().push_front(core_.reports_of(known));
}

Delivery::Handlers Loop::delivery_handlers() {
  return {
      .started =
          [this](TrackedToken& token, const StartReply& reply) {
            token.note_recorded();
            // Its event says so, too, and says who and where; this is for one that was removed from the log since.
            if (reply.cancelled) lookup_.look_up(token.name());
          },
      .created =
          [this](TrackedToken& token, const CreateReply& reply) {
            token.note_recorded();
            if (reply.token.cancelled()) see_status(token.name(), {reply.token, {}});
          },
      .not_recorded =
          [this](TrackedToken& token, const RpcError& error) {
            core_.tell(
                {Notice::Kind::not_recorded, "an operation is not recorded: " + error.message, token.name(), error});
          },
      .refused =
          [this](const OutboxEntry& entry, const RpcError& error) {
            if (std::holds_alternative<ReleaseToken>(*entry.command)) return;  // something runs under it still
            const auto* cancel = std::get_if<CancelToken>(entry.command.get());
            const auto name = cancel != nullptr ? std::optional(cancel->name) : std::nullopt;
            core_.tell({Notice::Kind::refused, "the daemon refuses: " + error.message, name, error});
          },
      .result_left_out =
          [this](const TrackedToken& token) {
            core_.tell_result_left_out(token, "is longer than this daemon takes in one message");
          },
  };
}

SessionKeeper::Handlers Loop::session_handlers() {
  return {
      .lost =
          [this](const RpcError& error) {
            core_.tell({.kind = Notice::Kind::session_lost,
                        .text = "the lease ran out: what ran then counts as lost",
                        .error = error});
          },
      .refused =
          [this](const RpcError& error) {
            core_.tell({.kind = Notice::Kind::refused, .text = "no session: " + error.message, .error = error});
          },
  };
}

}  // namespace cancel::client
