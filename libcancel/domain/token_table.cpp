#include "cancel/domain/token_table.hpp"

namespace cancel {

const Token* TokenTable::find(const TokenName& name) const { return look_up(name).token; }

TokenTable::Memo& TokenTable::look_up(const TokenName& name) const {
  if (last_.holds && last_.name == name) return last_;
  last_.name = name;
  last_.hash = hash_of(name);
  last_.token = names_[part_of(last_.hash)].find(last_.hash, name);
  last_.holds = true;
  return last_;
}

// The one that was found last, by name or by key, is mostly the one that is asked for.
const Token* TokenTable::find(TokenKey key) const {
  if (last_.holds && last_.token != nullptr && last_.token->key == key) return last_.token;
  if (last_by_key_ != nullptr && last_by_key_->key == key) return last_by_key_;
  const auto found = by_key_.find(key);
  if (found == by_key_.end()) return nullptr;
  last_by_key_ = &found->second;
  return last_by_key_;
}

std::pair<Token*, bool> TokenTable::add(const TokenName& name, TokenKey key) {
  Memo& memo = look_up(name);
  if (memo.token != nullptr) return {memo.token, false};
  Token& token = by_key_.try_emplace(by_key_.end(), key)->second;
  token.key = key;
  token.name = name;
  names_[part_of(memo.hash)].insert(memo.hash, &token);
  memo.token = &token;
  return {&token, true};
}

void TokenTable::put(Token token) {
  if (by_key_.contains(token.key)) erase(token.key);
  Token& placed = by_key_.try_emplace(by_key_.end(), token.key, std::move(token))->second;
  const std::uint64_t hash = hash_of(placed.name);
  names_[part_of(hash)].insert(hash, &placed);
  last_.holds = false;
}

void TokenTable::erase(TokenKey key) {
  const auto found = by_key_.find(key);
  const std::uint64_t hash = hash_of(found->second.name);
  names_[part_of(hash)].erase(hash, &found->second);
  by_key_.erase(found);
  last_.holds = false;
  last_by_key_ = nullptr;
}

}  // namespace cancel
