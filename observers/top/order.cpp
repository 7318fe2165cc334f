#include "top/order.hpp"

#include <algorithm>
#include <optional>
#include <string>

namespace cancel::top {

namespace {

using live::LiveToken;

template <typename Value>
int compared(const Value& left, const Value& right) {
  if (left < right) return -1;
  return right < left ? 1 : 0;
}

// Nothing comes last.
template <typename Value>
int compared(const std::optional<Value>& left, const std::optional<Value>& right) {
  if (left && right) return compared(*left, *right);
  return left ? -1 : right ? 1 : 0;
}

std::optional<std::string_view> view_of(const std::optional<std::string>& text) {
  if (!text) return std::nullopt;
  return std::string_view(*text);
}

std::optional<std::string_view> tool_of(const LiveToken& token) {
  return token.operation ? view_of(token.operation->tool) : std::nullopt;
}

std::optional<std::string_view> session_of(const LiveToken& token) {
  return token.operation ? view_of(token.operation->session) : std::nullopt;
}

// What happens next by itself; what is unconfirmed stands before all that is not.
std::optional<Timestamp> due_of(const LiveToken& token) {
  if (!token.cancellation) return std::nullopt;
  if (token.cancellation->unconfirmed) return Timestamp{};
  return token.cancellation->escalates_at ? token.cancellation->escalates_at : token.cancellation->unconfirmed_at;
}

}  // namespace

Rows rows_in(const live::LiveState& state, PaneKind pane, const Filter& filter) {
  Rows rows;
  const auto add = [&](const LiveToken* token) {
    if (filter.empty() || filter.matches(*token, state.state_of(*token))) rows.push_back(token);
  };
  if (pane == PaneKind::running) std::for_each(state.running().begin(), state.running().end(), add);
  if (pane == PaneKind::open) std::for_each(state.open().begin(), state.open().end(), add);
  if (pane == PaneKind::recent) {
    for (auto entry = state.recent().rbegin(); entry != state.recent().rend(); ++entry) add(entry->second);
  }
  return rows;
}

std::size_t count_in(const live::LiveState& state, PaneKind pane) {
  if (pane == PaneKind::running) return state.running().size();
  return pane == PaneKind::open ? state.open().size() : state.recent().size();
}

int Order::compare_times(const LiveToken& left, const LiveToken& right) const {
  if (pane_ == PaneKind::running)
    return left.operation && right.operation ? compared(left.operation->started_at, right.operation->started_at) : 0;
  if (!left.cancellation || !right.cancellation) return 0;
  if (pane_ == PaneKind::open) return compared(left.cancellation->requested_at, right.cancellation->requested_at);
  const int later = compared(right.cancellation->completed_at, left.cancellation->completed_at);
  return later != 0 ? later : compared(right.position, left.position);
}

int Order::compare(const LiveToken& left, const LiveToken& right) const {
  if (field_ == Field::since) return compare_times(left, right);
  if (field_ == Field::space) return compared(left.name.space, right.name.space);
  if (field_ == Field::id) return compared(left.name.id, right.name.id);
  if (field_ == Field::tool) return compared(tool_of(left), tool_of(right));
  if (field_ == Field::session) return compared(session_of(left), session_of(right));
  if (field_ == Field::state) return compared(state_->state_of(left), state_->state_of(right));
  if (field_ == Field::left) return compared(due_of(left), due_of(right));
  if (!left.cancellation || !right.cancellation) return compared(!left.cancellation, !right.cancellation);
  const live::LiveCancellation& one = *left.cancellation;
  const live::LiveCancellation& other = *right.cancellation;
  if (field_ == Field::mode) return compared(one.mode, other.mode);
  if (field_ == Field::outcome) return compared(one.outcome, other.outcome);
  if (field_ == Field::took) return compared(other.latency(), one.latency());  // the slowest first
  if (field_ == Field::cause) return compared(to_string(one.cause), to_string(other.cause));
  if (field_ == Field::requester) return compared(view_of(one.requested_by), view_of(other.requested_by));
  return compared(view_of(one.reason), view_of(other.reason));
}

bool Order::operator()(const LiveToken* left, const LiveToken* right) const {
  if (left == right) return false;
  const int by_column = compare(*left, *right);
  if (by_column != 0) return reverse_ ? by_column > 0 : by_column < 0;
  const int by_time = compare_times(*left, *right);
  if (by_time != 0) return reverse_ && field_ == Field::since ? by_time > 0 : by_time < 0;
  return left->name < right->name;
}

void arrange(Rows& rows, const Order& order, std::size_t first, std::size_t count) {
  const auto at = [&rows](std::size_t index) {
    return rows.begin() + static_cast<std::ptrdiff_t>(std::min(index, rows.size()));
  };
  if (first < rows.size()) std::nth_element(rows.begin(), at(first), rows.end(), order);
  std::partial_sort(at(first), at(first + count), rows.end(), order);
}

std::size_t rank_of(const Rows& rows, const Order& order, const LiveToken* token) {
  return static_cast<std::size_t>(
      std::count_if(rows.begin(), rows.end(), [&](const LiveToken* row) { return order(row, token); }));
}

}  // namespace cancel::top
