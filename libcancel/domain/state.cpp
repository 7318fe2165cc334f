#include "cancel/domain/state.hpp"

#include <cassert>

#include "evolution.hpp"

namespace cancel {

const Token* State::find(const TokenName& name) const {
  const auto key = names_.find(name);
  return key == names_.end() ? nullptr : find(key->second);
}

const Token* State::find(TokenKey key) const {
  const auto token = tokens_.find(key);
  return token == tokens_.end() ? nullptr : &token->second;
}

const Session* State::session(const std::string& id) const {
  const auto session = sessions_.find(id);
  return session == sessions_.end() ? nullptr : &session->second;
}

const CarriedOut* State::carried_out(const std::string& command_id) const {
  const auto command = commands_.find(command_id);
  return command == commands_.end() ? nullptr : &command->second;
}

std::vector<TokenKey> State::take_touched() {
  for (const TokenKey key : touched_) {
    if (const auto token = tokens_.find(key); token != tokens_.end()) token->second.touched = false;
  }
  return std::exchange(touched_, {});
}

std::vector<TokenKey> State::forget(TokenKey key) {
  const auto found = tokens_.find(key);
  assert(found != tokens_.end() && found->second.settled() && found->second.children.empty());
  std::vector<TokenKey> parents = std::move(found->second.parent_keys);
  for (const TokenKey parent : parents) {
    if (const auto other = tokens_.find(parent); other != tokens_.end()) other->second.children.erase(key);
  }
  names_.erase(found->second.name);
  tokens_.erase(found);
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
