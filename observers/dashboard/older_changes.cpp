#include "dashboard/older_changes.hpp"

#include <unordered_map>

#include "cancel/domain/event_story.hpp"
#include "cancel/wire/event_codec.hpp"
#include "dashboard/token_answers.hpp"

namespace cancel::dashboard {

namespace {

// Events of other types that are passed over in one go.
constexpr std::size_t most_looked_at = 50'000;

}  // namespace

OlderChanges::Result OlderChanges::read(const live::Standing& standing, Position after) {
  try {
    return read_file(log_.reader(standing), after);
  } catch (const std::runtime_error&) {
    log_.close();
  }
  return ask_daemon(standing, after);
}

OlderChanges::Result OlderChanges::read_file(LogReader& reader, Position after) {
  if (reader.first() > after + 1) return {true, {}};
  std::vector<Event> changes;
  std::size_t looked_at = 0;
  Position to = after;
  reader.for_each_event(after, [&](const Event& event) {
    to = event.position;
    if (is_of_cancellation(event.type())) changes.push_back(event);
    return ++looked_at < most_looked_at && changes.size() < most_batch_events;
  });
  Result result;
  std::unordered_map<TokenName, std::optional<std::string>, TokenNameHash> tools;
  for (const Event& change : changes) {
    auto found = tools.find(change.token);
    if (found == tools.end()) {
      std::optional<std::string> tool;
      if (change.of_operation) tool = tool_in(reader.read_token_back_from(change.position));
      found = tools.emplace(change.token, std::move(tool)).first;
    }
    if (!add_to(result.batch, change.position, with_tool(encode_event(change), found->second))) return result;
  }
  result.batch.to = to;
  return result;
}

OlderChanges::Result OlderChanges::ask_daemon(const live::Standing& standing, Position after) {
  ReadEvents wish;
  wish.after = after;
  wish.limit = most_batch_events;
  for (const std::string_view word : words::of(EventType{})) {
    const auto type = from_string<EventType>(word);
    if (is_of_cancellation(*type)) wish.types.push_back(*type);
  }
  Result result;
  try {
    const EventsReply reply = calls_.read(wish);
    if (reply.log_id != standing.log_id) throw ApiFailure(no_daemon("the daemon has another log"));
    for (const Event& event : reply.events) {
      if (!add_to(result.batch, event.position, with_tool(encode_event(event), std::nullopt))) return result;
    }
    result.batch.to = reply.next;
  } catch (const ApiFailure& failure) {
    result.gone = failure.error().rpc_code == static_cast<std::int64_t>(ErrorCode::position_pruned);
    if (!result.gone) throw;
  }
  return result;
}

}  // namespace cancel::dashboard
