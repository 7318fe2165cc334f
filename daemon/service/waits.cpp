#include "waits.hpp"

namespace cancel {

void Waits::add(Wait wait) {
  order_.emplace(std::pair{wait.until, wait.ticket}, wait.command.name);
  TokenName name = wait.command.name;
  by_token_.emplace(std::move(name), std::move(wait));
}

std::optional<Waits::Wait> Waits::take_late(Moment moment) {
  if (order_.empty() || order_.begin()->first.first > moment) return std::nullopt;
  const auto [key, token] = *order_.begin();
  std::optional<Wait> late;
  check(token, [&, ticket = key.second](const Wait& wait) {
    if (wait.ticket != ticket) return false;
    late = wait;
    return true;
  });
  return late;
}

std::vector<Waits::Wait> Waits::take_all() {
  std::vector<Wait> all;
  for (auto& [token, wait] : by_token_) all.push_back(std::move(wait));
  by_token_.clear();
  order_.clear();
  return all;
}

std::vector<TokenName> Waits::tokens() const {
  std::vector<TokenName> names;
  for (const auto& [token, wait] : by_token_) {
    if (names.empty() || names.back() != token) names.push_back(token);
  }
  return names;
}

std::optional<Moment> Waits::next() const {
  if (order_.empty()) return std::nullopt;
  return order_.begin()->first.first;
}

}  // namespace cancel
