#include "cancel/client/event_filter.hpp"

#include <algorithm>

namespace cancel {

bool matches(const EventFilter& filter, const Event& event) {
  if (filter.space && event.token.space != *filter.space) return false;
  if (filter.token && event.token.id != *filter.token) return false;
  return filter.types.empty() ||
         std::find(filter.types.begin(), filter.types.end(), event.type()) != filter.types.end();
}

}  // namespace cancel
