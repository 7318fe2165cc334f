#include "checks.hpp"

#include <algorithm>
#include <unordered_set>

#include "cancel/domain/queries.hpp"

namespace cancel {
namespace {

std::string quoted(const TokenName& name) { return "'" + name.id + "' in namespace '" + name.space + "'"; }

std::optional<Error> check_parent(const State& state, const TokenName& child, const WantedParent& wanted,
                                  bool may_have_ended) {
  if (wanted.name == child) return invalid_param(wanted.param, "a token can not be its own parent");
  const Token* parent = state.find(wanted.name);
  std::optional<Error> error;
  if (!parent) {
    error = no_such_token(wanted.name);
  } else if (parent->ended() && !may_have_ended) {
    error = already_ended(*parent);
  }
  if (error) error->param = wanted.param;
  return error;
}

std::optional<Error> check_cycle(const State& state, const TokenName& child, const std::vector<WantedParent>& wanted) {
  const Token* token = state.find(child);
  if (!token || token->kin().children.empty() || wanted.empty()) return std::nullopt;
  const auto keys = reach(state, {token->key});
  const std::unordered_set<TokenKey> below(keys.begin(), keys.end());
  for (const WantedParent& parent : wanted) {
    if (const Token* above = state.find(parent.name); above && below.contains(above->key)) {
      return invalid_param(parent.param, quoted(parent.name) + " is a descendant of " + quoted(child));
    }
  }
  return std::nullopt;
}

}  // namespace

Error no_such_token(const TokenName& name) {
  return Error{ErrorCode::token_not_found, "no token " + quoted(name)};
}

Error no_such_operation(const TokenName& name) {
  return Error{ErrorCode::operation_not_found, "no operation " + quoted(name)};
}

Error already_ended(const Token& token) {
  Error error{ErrorCode::already_terminal,
              quoted(token.name) + " has ended: " + std::string(to_string(state_of(token)))};
  error.state = state_of(token);
  return error;
}

Error no_such_session(const std::string& session) {
  return Error{ErrorCode::session_not_found, "no open session '" + session + "': unknown, closed or lapsed"};
}

std::optional<Error> check_parents(const State& state, const TokenName& child, const std::vector<WantedParent>& wanted,
                                   bool may_have_ended) {
  for (const WantedParent& parent : wanted) {
    if (auto error = check_parent(state, child, parent, may_have_ended)) return error;
  }
  return check_cycle(state, child, wanted);
}

std::vector<TokenName> distinct(const std::vector<WantedParent>& wanted) {
  std::vector<TokenName> names;
  for (const WantedParent& parent : wanted) {
    if (std::find(names.begin(), names.end(), parent.name) == names.end()) names.push_back(parent.name);
  }
  return names;
}

std::optional<Error> check_limit(const char* name, std::uint64_t limit, std::uint64_t used) {
  if (limit == 0 || used < limit) return std::nullopt;
  Error error{ErrorCode::limit_exceeded, std::string(name) + " is " + std::to_string(limit) + " and reached"};
  error.limit = name;
  error.value = limit;
  return error;
}

}  // namespace cancel
