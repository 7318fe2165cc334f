#include "waits.hpp"

namespace cancel {

void Waits::add(Wait wait) {
  const Order order{wait.until, wait.ticket};
  by_token_[{wait.command.name, wait.command.until}].insert(order);
  waits_.emplace(order, std::move(wait));
}

std::vector<Waits::Wait> Waits::take(const TokenName& token, AwaitToken::Until until) {
  std::vector<Wait> taken;
  const auto orders = by_token_.extract({token, until});
  if (orders.empty()) return taken;
  for (const Order& order : orders.mapped()) taken.push_back(std::move(waits_.extract(order).mapped()));
  return taken;
}

std::optional<Waits::Wait> Waits::take_late(Moment moment) {
  if (waits_.empty() || waits_.begin()->first.first > moment) return std::nullopt;
  auto late = waits_.extract(waits_.begin());
  const auto orders = by_token_.find({late.mapped().command.name, late.mapped().command.until});
  orders->second.erase(late.key());
  if (orders->second.empty()) by_token_.erase(orders);
  return std::move(late.mapped());
}

std::vector<Waits::Wait> Waits::take_all() {
  std::vector<Wait> all;
  for (auto& [order, wait] : waits_) all.push_back(std::move(wait));
  waits_.clear();
  by_token_.clear();
  return all;
}

std::vector<TokenName> Waits::tokens() const {
  std::vector<TokenName> names;
  for (const auto& [key, orders] : by_token_) {
    if (names.empty() || names.back() != key.first) names.push_back(key.first);
  }
  return names;
}

std::optional<Moment> Waits::next() const {
  if (waits_.empty()) return std::nullopt;
  return waits_.begin()->first.first;
}

}  // namespace cancel
