#include "cancel/domain/state_builder.hpp"

#include <algorithm>

namespace cancel {
namespace {

void count(Family& parent, Activity child) {
  parent.busy_children += child.busy;
  parent.untaken_children += child.untaken;
  parent.awaiting_children += child.awaiting;
}

}  // namespace

void StateBuilder::add(Token token) {
  state_.tokens_.put(std::move(token));
}

void StateBuilder::remove(TokenKey token) {
  if (state_.tokens_.find(token)) state_.tokens_.erase(token);
}

std::vector<TokenKey> StateBuilder::ended_before(Position position) const {
  std::vector<TokenKey> ended;
  for (const auto& [key, token] : state_.tokens_.by_key()) {
    if (token.position < position && !token.active() && !token.runs()) ended.push_back(key);
  }
  return ended;
}

void StateBuilder::add(const std::string& space, const SessionOpened& opened) {
  state_.sessions_.try_emplace(opened.session, Session{space, opened, {}});
}

State StateBuilder::finish(Position head) {
  state_.head_ = head;
  for (auto& [key, token] : state_.tokens_.by_key()) place(token);
  spread_activity();
  return std::move(state_);
}

void StateBuilder::place(Token& token) {
  for (const TokenKey key : token.kin().parent_keys) {
    if (Token* parent = state_.tokens_.find(key)) parent->family.made().children.insert(token.key);
  }
  if (!token.runs()) return;
  state_.running_.emplace(token.operation->started_position, token.key);
  if (!token.operation->session) return;
  const auto session = state_.sessions_.find(*token.operation->session);
  if (session != state_.sessions_.end()) session->second.running.insert(token.key);
}

// From those without children upwards, so that each is complete before its parents count it.
void StateBuilder::spread_activity() {
  std::unordered_map<TokenKey, std::size_t> uncounted_children;
  std::vector<Token*> complete;
  for (auto& [key, token] : state_.tokens_.by_key()) {
    if (!token.family) continue;
    const std::size_t children = token.family->children.size();
    if (children > 0) uncounted_children.emplace(key, children);
    if (children == 0) complete.push_back(&token);
  }
  while (!complete.empty()) {
    const Token& token = *complete.back();
    complete.pop_back();
    for (const TokenKey key : token.kin().parent_keys) {
      const auto uncounted = uncounted_children.find(key);
      if (uncounted == uncounted_children.end()) continue;
      Token& parent = *state_.tokens_.find(key);
      count(*parent.family, token.activity());
      if (--uncounted->second == 0) complete.push_back(&parent);
    }
  }
}

}  // namespace cancel
