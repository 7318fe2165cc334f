#include "cancel/domain/token_table.hpp"

namespace cancel {

const Token* TokenTable::find(const TokenName& name) const {
  if (!last_.holds || last_.name != name) remember(name, look_up(name));
  return last_.token;
}

Token* TokenTable::look_up(const TokenName& name) const {
  const Names& names = names_[part_of(name)];
  const auto found = names.find(name);
  return found == names.end() ? nullptr : *found;
}

void TokenTable::remember(const TokenName& name, Token* token) const {
  last_.name = name;
  last_.token = token;
  last_.holds = true;
}

const Token* TokenTable::find(TokenKey key) const {
  if (by_key_.empty()) return nullptr;
  if (const auto& [newest, token] = *by_key_.rbegin(); newest == key) return &token;
  const auto found = by_key_.find(key);
  return found == by_key_.end() ? nullptr : &found->second;
}

std::pair<Token*, bool> TokenTable::add(const TokenName& name, TokenKey key) {
  if (Token* present = find(name)) return {present, false};
  Token& token = by_key_.try_emplace(by_key_.end(), key)->second;
  token.key = key;
  token.name = name;
  names_[part_of(name)].insert(&token);
  remember(name, &token);
  return {&token, true};
}

void TokenTable::put(Token token) {
  if (by_key_.contains(token.key)) erase(token.key);
  Token& placed = by_key_.try_emplace(by_key_.end(), token.key, std::move(token))->second;
  names_[part_of(placed.name)].insert(&placed);
  last_.holds = false;
}

void TokenTable::erase(TokenKey key) {
  const auto found = by_key_.find(key);
  names_[part_of(found->second.name)].erase(&found->second);
  by_key_.erase(found);
  last_.holds = false;
}

}  // namespace cancel
