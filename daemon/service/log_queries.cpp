#include "log_queries.hpp"

#include <algorithm>

namespace cancel {
namespace {

constexpr std::size_t look_at_most = 4'096;  // events of one request that is filtered

bool fits(const Event& event, const ReadEvents& query) {
  if (query.space && event.token.space != *query.space) return false;
  if (query.token && event.token.id != query.token->id) return false;
  if (query.token && query.token->space && event.token.space != *query.token->space) return false;
  return query.types.empty() || std::find(query.types.begin(), query.types.end(), event.type()) != query.types.end();
}

Error pruned(Position first) {
  Error error{ErrorCode::position_pruned, "retention has removed that position; the log begins at " +
                                              std::to_string(first)};
  error.first = first;
  return error;
}

// Reads on from reply.next until there are `limit` fitting events, or enough was looked at.
void fill(EventsReply& reply, const EventLog& log, const ReadEvents& query) {
  const bool filtered = query.space || query.token || !query.types.empty();
  const std::size_t most = filtered ? look_at_most : query.limit;
  const auto events = log.read_after(reply.next, most);
  for (const Event& event : events) {
    if (event.position > reply.head || reply.events.size() == query.limit) return;
    reply.next = event.position;
    if (fits(event, query)) reply.events.push_back(event);
  }
  if (events.size() < most) reply.next = reply.head;
}

}  // namespace

ReplyBody read_events(const EventLog& log, const ReadEvents& query) {
  const Position head = log.head();
  if (query.after >= head) return EventsReply{log.id(), head, {}, head};
  if (query.after + 1 < log.first()) return pruned(log.first());
  EventsReply reply{log.id(), head, {}, query.after};
  fill(reply, log, query);
  return reply;
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
