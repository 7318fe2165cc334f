#pragma once

#include <vector>

#include "cancel/domain/commands.hpp"
#include "cancel/domain/decide.hpp"
#include "cancel/domain/replies.hpp"
#include "cancel/domain/state.hpp"

// What is said to whom. Pure: each makes a reply from the state after the command was carried out.

namespace cancel {

ReplyBody answer(const State& state, const CreateToken& command, const Remark& remark);
ReplyBody answer(const State& state, const CancelToken& command, const Remark& remark);
ReplyBody answer(const State& state, const CancelMany& command, const Remark& remark);
ReplyBody answer(const State& state, const ReleaseToken& command, const Remark& remark);
ReplyBody answer(const State& state, const StartOperation& command, const Remark& remark);
ReplyBody answer(const State& state, const MarkExecuted& command, const Remark& remark);
ReplyBody answer(const State& state, const FinishOperation& command, const Remark& remark);
ReplyBody answer(const State& state, const OpenSession& command, const Remark& remark);
ReplyBody answer(const State& state, const CloseSession& command, const Remark& remark);

ReplyBody answer_status(const State& state, const Policy& policy, const TokenName& name);
StatusReply status_of(const State& state, const Policy& policy, const Token& token);

// operation/result, as far as the state knows it. Empty where the operation has ended: its end, and the result with it,
// is in the log alone.
std::optional<ReplyBody> answer_result(const State& state, const TokenName& name);
// The same of an operation that has ended, from all events of its token.
ResultReply result_of(const Token& token, const std::vector<Event>& events);

// Whether what `wait` waits for is so; its answer, or nothing yet.
std::optional<ReplyBody> answer_wait(const State& state, const Policy& policy, const AwaitToken& wait,
                                     const Token* token);

// The reply to a command that was carried out before, from the events that it caused: its position and result, with
// what describes a token as of now.
ReplyBody answer_again(const State& state, const Command& command, const CarriedOut& carried_out,
                       const std::vector<Event>& events);

// The tokens that a command names, and that must be in memory before it is decided.
std::vector<TokenName> names_in(const CommandBody& body);

}  // namespace cancel
