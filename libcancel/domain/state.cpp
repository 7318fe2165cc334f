#include "cancel/domain/state.hpp"

#include <cassert>

#include "evolution.hpp"

namespace cancel {

const Session* State::session(const std::string& id) const {
  const auto session = sessions_.find(id);
  return session == sessions_.end() ? nullptr : &session->second;
}

const CarriedOut* CommandMemory::find(const std::string& id) const {
  const auto command = by_id_.find(id);
  return command == by_id_.end() ? nullptr : &command->second;
}

std::pair<CarriedOut*, bool> CommandMemory::add(const std::string& id, const CarriedOut& first) {
  const auto [command, is_new] = by_id_.try_emplace(id, first);
  if (is_new) {
    order_.push_back(&*command);
    if (order_.size() > most_) {
      by_id_.erase(by_id_.find(order_.front()->first));
      order_.pop_front();
      ++forgotten_;
    }
  }
  return {&command->second, is_new};
}

std::vector<const Token*> State::take_touched() {
  for (Token* token : touched_) token->touched = false;
  std::vector<const Token*> touched(touched_.begin(), touched_.end());
  touched_.clear();
  return touched;
}

std::vector<TokenKey> State::forget(TokenKey key) {
  Token* token = tokens_.find(key);
  assert(token && token->settled() && !token->touched && token->kin().children.empty());
  std::vector<TokenKey> parents = token->kin().parent_keys;
  for (const TokenKey parent : parents) {
    if (Token* above = tokens_.find(parent)) above->family->children.erase(key);
  }
  tokens_.erase(key);
  return parents;
}

void State::restore(std::span<const Event> events) {
  for (const Event& event : events) Evolution{*this, event, Evolution::Purpose::restore}.apply();
}

void evolve(State& state, const Event& event) { Evolution{state, event, Evolution::Purpose::advance}.apply(); }

Event placed(const State& state, NewEvent event, Timestamp time, std::optional<std::string> command_id) {
  const Token* token = event.token.id.empty() ? nullptr : state.find(event.token);
  const bool starts = type_of(event.data) == EventType::operation_started;
  Event result;
  result.position = state.head() + 1;
  result.version = event.token.id.empty() ? 0 : (token ? token->version + 1 : 1);
  result.time = time;
  result.of_operation = starts || (token && token->operation);
  result.token = std::move(event.token);
  result.command_id = std::move(command_id);
  result.occurred_at = std::move(event.occurred_at);
  result.data = std::move(event.data);
  return result;
}

}  // namespace cancel
