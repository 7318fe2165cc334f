#include "cancel/domain/token_table.hpp"

namespace cancel {

const Token* TokenTable::find(const TokenName& name) const {
  const Names& names = names_[part_of(name)];
  const auto found = names.find(name);
  return found == names.end() ? nullptr : *found;
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
  return {&token, true};
}

void TokenTable::erase(TokenKey key) {
  const auto found = by_key_.find(key);
  names_[part_of(found->second.name)].erase(&found->second);
  by_key_.erase(found);
}

}  // namespace cancel
