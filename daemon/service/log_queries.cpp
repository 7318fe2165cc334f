#include "log_queries.hpp"

#include <algorithm>
#include <utility>

namespace cancel {
namespace {

constexpr std::size_t look_at_most = 4'096;  // events of one request that is filtered

Error pruned(Position first) {
  Error error{ErrorCode::position_pruned,
              "retention has removed that position; the log begins at " + std::to_string(first)};
  error.first = first;
  return error;
}

}  // namespace

ReplyBody read_events(const EventLog& log, const ReadEvents& query) {
  const Position head = log.head();
  if (query.after >= head) return EventsReply{log.id(), head, {}, head};
  if (query.after + 1 < log.first()) return pruned(log.first());
  const bool filtered = query.space || query.token || !query.types.empty();
  auto found = log.find_after(query, filtered ? look_at_most : query.limit);
  return EventsReply{log.id(), head, std::move(found.events), found.at_end ? head : found.looked_to};
}

ReplyBody list_tokens(const EventLog& log, const ListTokens& query) {
  if (query.after > log.head()) return invalid_param("cursor", "it is not of this log");
  TokenListReply reply;
  reply.tokens = log.list_tokens(query.after, query.filter, query.limit + 1);
  reply.more = reply.tokens.size() > query.limit;
  if (reply.more) reply.tokens.pop_back();
  return reply;
}

Position last_before(const EventLog& log, Timestamp time) {
  Position low = log.first() - 1;
  Position high = log.head();
  while (low < high) {
    const Position middle = low + (high - low) / 2;
    const auto event = log.read_after(middle, 1);
    if (event.empty() || event.front().time >= time) {
      high = middle;
    } else {
      low = event.front().position;
    }
  }
  return low;
}

}  // namespace cancel
