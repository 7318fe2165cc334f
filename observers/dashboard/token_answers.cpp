#include "dashboard/token_answers.hpp"

#include <chrono>

#include "cancel/wire/event_codec.hpp"
#include "dashboard/change_ring.hpp"
#include "dashboard/json_text.hpp"

namespace cancel::dashboard {

namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::size_t most_events = 1'000;
constexpr std::chrono::seconds longest_reading{2};

// What is left of a cancellation where the log can not be read.
CancellationShape shape_of(const TokenView& token) {
  CancellationShape shape;
  shape.name = token.name;
  shape.state = token.state;
  shape.cause = token.cause.value_or(Cause::other);
  shape.reason = token.reason;
  shape.mode = token.mode.value_or(Mode::graceful);
  shape.requested_by = token.requested_by;
  shape.requested_at = *token.requested_at;
  shape.completed_at = token.completed_at;
  if (token.completed_at) shape.latency = std::chrono::floor<Millis>(*token.completed_at - *token.requested_at);
  shape.unconfirmed = token.state == TokenState::expired;
  shape.position = token.position;
  return shape;
}

}  // namespace

std::optional<std::string> tool_in(const std::vector<Event>& events) {
  for (const Event& event : events) {
    if (const auto* started = std::get_if<OperationStarted>(&event.data)) return started->tool;
  }
  return std::nullopt;
}

std::optional<CancellationShape> fold(const std::vector<Event>& events, const TokenView& token,
                                      const std::optional<InfoReply>& daemon) {
  live::LiveState state;
  if (daemon && daemon->graceful_timeout && daemon->force_timeout) {
    state.set_default_times(*daemon->graceful_timeout, *daemon->force_timeout);
  }
  for (const Event& event : events) state.apply(event);
  const live::LiveToken* const found = state.find(token.name);
  if (found == nullptr || !found->cancellation) return std::nullopt;
  CancellationShape shape = dashboard::shape_of(state, *found);
  shape.state = token.state;
  return shape;
}

std::string TokenAnswers::answer(const live::Standing& standing, const TokenName& name) {
  const std::string status = calls_.ask(ReadStatus{name});
  const TokenView token = DaemonCalls::decoded<StatusReply>(status).token;
  const Events events = read_events(standing, token);
  auto cancellation = fold(events.all, token, standing.daemon);
  if (!cancellation && token.cancelled()) cancellation = shape_of(token);
  const auto tool = tool_in(events.all);
  JsonText out;
  out.begin_object();
  out.key("status");
  out.raw(status);
  out.key("events");
  out.begin_array();
  for (const Event& event : events.all) out.raw(with_tool(encode_event(event), tool));
  out.end_array();
  out.key("cancellation");
  cancellation ? write(out, *cancellation) : out.null();
  out.member("eventsTruncated", events.truncated);
  out.end_object();
  return out.take();
}

TokenAnswers::Events TokenAnswers::read_events(const live::Standing& standing, const TokenView& token) {
  Events events;
  try {
    events.all = log_.reader(standing).read_token_back_from(token.position);
  } catch (const std::runtime_error&) {
    log_.close();
    events = ask_for_events(standing, token);
  }
  if (events.all.empty() || events.all.front().version > 1) events.truncated = true;
  if (events.all.size() > most_events) {
    events.all.resize(most_events);
    events.truncated = true;
  }
  return events;
}

// Where the file is not on this machine: page by page, for a short while.
TokenAnswers::Events TokenAnswers::ask_for_events(const live::Standing& standing, const TokenView& token) {
  Events events;
  const auto until = SteadyClock::now() + longest_reading;
  ReadEvents page;
  page.after = standing.daemon && standing.daemon->first > 0 ? standing.daemon->first - 1 : 0;
  page.token = TokenReference{token.name.space, token.name.id};
  try {
    while (page.after < token.position) {
      events.truncated = SteadyClock::now() >= until;
      if (events.truncated || events.all.size() > most_events) break;
      const EventsReply reply = calls_.read(page);
      events.all.insert(events.all.end(), reply.events.begin(), reply.events.end());
      if (reply.next <= page.after) break;
      page.after = reply.next;
    }
  } catch (const ApiFailure&) {
    events.truncated = true;
  }
  return events;
}

}  // namespace cancel::dashboard
