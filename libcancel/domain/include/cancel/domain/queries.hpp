#pragma once

#include <string_view>
#include <vector>

#include "cancel/domain/commands.hpp"
#include "cancel/domain/policy.hpp"
#include "cancel/domain/state.hpp"
#include "cancel/domain/views.hpp"

// Questions to a state. They change nothing; what they return are values.

namespace cancel {

TokenView view(const Token& token);
// The same into a view that is used again, with the memory that it has.
void view_into(TokenView& view, const Token& token);
// Of a token that has an operation. When it is escalated and when it counts as unconfirmed is what next_due() says.
OperationView view_operation(const Token& token, const Policy& policy);

// The token and all its descendants, breadth first, each once: a queue that begins with `roots`, then the children of each
// in order of creation. Cost: their number.
std::vector<TokenKey> reach(const State& state, const std::vector<TokenKey>& roots);

// The ancestors, nearest first, each once. Cost: their number.
std::vector<TokenKey> ancestors(const State& state, const Token& token);

// What runs under `token`, in order of start.
std::vector<OperationView> operations_under(const State& state, const Policy& policy, const Token& token);

// Running operations that fit, in order of start, after the cursor. `more` says whether others follow.
struct OperationViews {
  std::vector<OperationView> operations;
  bool more = false;
};
OperationViews list_operations(const State& state, const Policy& policy, const ListOperations& query);

// Whether a reader of events asked for this one; its position is not looked at.
bool fits(const ReadEvents& query, const Event& event);
// The same of one of which only this much is known.
bool fits(const ReadEvents& query, std::string_view space, std::string_view token, EventType type);

// The tokens that a cancelMany reaches by its filter, in order of creation. Cost: all tokens in memory.
std::vector<TokenKey> matching(const State& state, const CancelMany& command);

// Whether a listed token fits `filter` (space, labels, state, cancelled).
bool fits(const TokenView& token, const TokenFilter& filter);

}  // namespace cancel
