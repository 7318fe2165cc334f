#include "answers.hpp"

#include "cancel/domain/queries.hpp"
#include "cancel/domain/refusals.hpp"

namespace cancel {
namespace {

// As it was at `position`: a cancellation that came later is not told.
StartReply start_reply(const State& state, const TokenName& name, Position position) {
  StartReply reply;
  reply.name = name;
  reply.position = position;
  const Token* token = state.find(name);
  if (token && token->cancelled() && token->cancellation->requested_position <= position) {
    reply.cancelled = true;
    reply.reason = token->cancellation->reason;
    reply.cause = token->cancellation->cause;
    reply.mode = token->cancellation->mode;
  }
  return reply;
}

}  // namespace

ReplyBody answer(const State& state, const CreateToken& command, const Remark&) {
  return CreateReply{view(*state.find(command.name)), state.head()};
}

ReplyBody answer(const State& state, const CancelToken& command, const Remark& remark) {
  return CancelReply{remark.already_cancelled, state_of(*state.find(command.name)), state.head()};
}

ReplyBody answer(const State& state, const CancelMany&, const Remark& remark) {
  return CancelManyReply{remark.matched, state.head()};
}

ReplyBody answer(const State& state, const ReleaseToken&, const Remark&) { return ReleaseReply{state.head()}; }

ReplyBody answer(const State& state, const StartOperation& command, const Remark& remark) {
  StartReply reply = start_reply(state, command.name, state.head());
  if (remark.not_started) {
    reply.cancelled = true;
    reply.reason = remark.not_started->reason;
    reply.cause = remark.not_started->cause;
    reply.mode = remark.not_started->mode;
  }
  return reply;
}

ReplyBody answer(const State& state, const MarkExecuted&, const Remark&) { return PositionReply{state.head()}; }

ReplyBody answer(const State& state, const FinishOperation& command, const Remark&) {
  return FinishReply{state.find(command.name)->cancelled(), state.head()};
}

ReplyBody answer(const State& state, const OpenSession& command, const Remark&) {
  return OpenSessionReply{command.session, state.session(command.session)->opened.lease, state.head()};
}

ReplyBody answer(const State& state, const CloseSession&, const Remark&) { return PositionReply{state.head()}; }

StatusReply status_of(const State& state, const Policy& policy, const Token& token) {
  return StatusReply{view(token), operations_under(state, policy, token)};
}

ReplyBody answer_status(const State& state, const Policy& policy, const TokenName& name) {
  const Token* token = state.find(name);
  if (!token) return no_such_token(name);
  return status_of(state, policy, *token);
}

std::optional<ReplyBody> answer_wait(const State& state, const Policy& policy, const AwaitToken& wait,
                                     const Token* token) {
  if (!token) return no_such_token(wait.name);
  if (token->ended()) return already_ended(*token);
  const bool enough = wait.until == AwaitToken::Until::cancelled ? token->cancelled()
                                                                 : state_of(*token) == TokenState::completed;
  if (enough) return status_of(state, policy, *token);
  return std::nullopt;
}

namespace {

class Replayer {
 public:
  Replayer(const State& state, Position last, const std::vector<Event>& events)
      : state_(state), last_(last), events_(events) {}

  ReplyBody operator()(const CreateToken& command) const {
    const Token* token = state_.find(subject(command.name));
    if (!token) return no_such_token(subject(command.name));
    return CreateReply{view(*token), last_};
  }

  ReplyBody operator()(const CancelToken& command) const {
    const bool first_time = !events_.empty() && events_.front().type() == EventType::cancellation_requested;
    const Token* token = state_.find(subject(command.name));
    return CancelReply{!first_time, token ? state_of(*token) : TokenState::completed, last_};
  }

  ReplyBody operator()(const CancelMany&) const {
    CancelManyReply reply{{}, last_};
    for (const Event& event : events_) {
      if (named_by_filter(event.data)) reply.tokens.push_back(event.token);
    }
    return reply;
  }

  ReplyBody operator()(const ReleaseToken&) const { return ReleaseReply{last_}; }

  ReplyBody operator()(const StartOperation& command) const {
    return start_reply(state_, subject(command.name), last_);
  }

  ReplyBody operator()(const MarkExecuted&) const { return PositionReply{last_}; }

  ReplyBody operator()(const FinishOperation& command) const {
    const Token* token = state_.find(subject(command.name));
    return FinishReply{token && token->cancelled(), last_};
  }

  ReplyBody operator()(const OpenSession& command) const {
    const auto* opened = events_.empty() ? nullptr : std::get_if<SessionOpened>(&events_.front().data);
    if (!opened) return OpenSessionReply{command.session, command.lease.value_or(Millis{0}), last_};
    return OpenSessionReply{opened->session, opened->lease, last_};
  }

  ReplyBody operator()(const CloseSession&) const { return PositionReply{last_}; }

  template <typename Reading>
  ReplyBody operator()(const Reading&) const {
    return PositionReply{last_};
  }

 private:
  // The token that the command was about: its first event's.
  TokenName subject(const TokenName& otherwise) const { return events_.empty() ? otherwise : events_.front().token; }

  static bool named_by_filter(const EventData& data) {
    if (const auto* requested = std::get_if<CancellationRequested>(&data)) return requested->matched.value_or(false);
    if (const auto* escalated = std::get_if<CancellationEscalated>(&data)) return escalated->matched.value_or(false);
    return false;
  }

  const State& state_;
  Position last_;
  const std::vector<Event>& events_;
};

}  // namespace

ReplyBody answer_again(const State& state, const Command& command, const CarriedOut& carried_out,
                       const std::vector<Event>& events) {
  if (command.body.index() != carried_out.method) {
    return invalid_param("commandId", "'" + *command.command_id + "' was another method's");
  }
  return std::visit(Replayer{state, carried_out.last, events}, command.body);
}

namespace {

template <typename Body>
std::vector<TokenName> names_of(const Body& body) {
  std::vector<TokenName> names;
  if constexpr (requires { body.name.id; }) names.push_back(body.name);
  if constexpr (requires { body.parents; }) names.insert(names.end(), body.parents.begin(), body.parents.end());
  if constexpr (requires { *body.token; body.parents; }) {
    if (body.token) names.push_back(*body.token);
  }
  return names;
}

}  // namespace

std::vector<TokenName> names_in(const CommandBody& body) {
  return std::visit([](const auto& command) { return names_of(command); }, body);
}

}  // namespace cancel
