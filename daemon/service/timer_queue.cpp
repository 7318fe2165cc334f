#include "timer_queue.hpp"

namespace cancel {

void TimerQueue::set(TokenKey token, const std::optional<Due>& due, Timestamp now, Moment moment) {
  const auto entry = entries_.find(token);
  if (entry != entries_.end()) {
    const bool same = due && entry->second.due.at == due->at && entry->second.due.what.index() == due->what.index();
    if (same) return;
    order_.erase({entry->second.moment, token});
    entries_.erase(entry);
  }
  if (!due) return;
  const Moment left = due->at - now;  // negative where it passed while nobody was there: still in order
  entries_.emplace(token, Entry{*due, moment + left});
  order_.emplace(moment + left, token);
}

std::optional<Elapsed> TimerQueue::take(Moment moment) {
  if (order_.empty() || order_.begin()->first > moment) return std::nullopt;
  const auto entry = entries_.find(order_.begin()->second);
  Elapsed what = entry->second.due.what;
  order_.erase(order_.begin());
  entries_.erase(entry);
  return what;
}

std::optional<Moment> TimerQueue::next() const {
  if (order_.empty()) return std::nullopt;
  return order_.begin()->first;
}

}  // namespace cancel
