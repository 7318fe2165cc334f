#include "top/cells.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "text/duration.hpp"
#include "text/number_text.hpp"
#include "text/time_text.hpp"

namespace cancel::top {

namespace {

using live::LiveCancellation;
using live::LiveState;
using live::LiveToken;
using std::chrono::ceil;
using std::chrono::duration_cast;
using std::chrono::floor;
using Seconds = std::chrono::seconds;

std::string text_of(const std::optional<std::string>& text) {
  return text.value_or("-");
}

std::string wait_text(const char* what, Timestamp until, Timestamp now) {
  if (until <= now) return std::string(what) + " any moment";
  return std::string(what) + " in " + text::duration_text(duration_cast<Millis>(ceil<Seconds>(until - now)));
}

CellText since_of(const LiveToken& token, PaneKind pane, Timestamp now) {
  if (pane == PaneKind::running && token.operation) return {age_text(now - token.operation->started_at)};
  if (!token.cancellation) return {"-"};
  if (pane == PaneKind::open) return {age_text(now - token.cancellation->requested_at)};
  if (!token.cancellation->completed_at) return {"-"};
  return {text::short_text(*token.cancellation->completed_at, now)};
}

std::string_view word_of(TokenState state) {
  return state == TokenState::active ? "running" : to_string(state);
}

CellText outcome_of(const LiveCancellation& cancellation) {
  if (!cancellation.outcome) return {"-"};
  const Outcome outcome = *cancellation.outcome;
  Look look{};
  if (outcome == Outcome::stopped) look.style = text::Style::green;
  if (outcome == Outcome::failed || outcome == Outcome::lost) look.style = text::Style::red;
  return {std::string(to_string(outcome)) + (cancellation.late ? ", late" : ""), look};
}

CellText took_of(const LiveCancellation& cancellation) {
  const auto latency = cancellation.latency();
  if (!latency) return {"-"};
  return {latency_text(static_cast<double>(latency->count()) / 1'000)};
}

CellText of_cancellation(const LiveCancellation& cancellation, Field field) {
  switch (field) {
    case Field::mode:
      return {std::string(to_string(cancellation.mode)),
              cancellation.mode == Mode::force ? Look{text::Style::magenta} : Look{}};
    case Field::outcome:
      return outcome_of(cancellation);
    case Field::took:
      return took_of(cancellation);
    case Field::cause:
      return {std::string(to_string(cancellation.cause))};
    case Field::requester:
      return {text_of(cancellation.requested_by)};
    case Field::reason:
      return {text_of(cancellation.reason)};
    default:
      return {"-"};
  }
}

}  // namespace

std::string age_text(Timestamp::duration age) {
  const auto seconds = floor<Seconds>(std::max(age, Timestamp::duration{0}));
  return seconds == Seconds{0} ? "0 s" : text::duration_text(duration_cast<Millis>(seconds));
}

std::string latency_text(double milliseconds) {
  if (milliseconds >= 10) return text::duration_text(Millis{static_cast<std::int64_t>(milliseconds)});
  std::array<char, 32> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%.1f ms", milliseconds);
  return buffer.data();
}

CellText countdown_of(const LiveState& state, const LiveToken& token, Timestamp now) {
  if (!token.open()) return {};
  const LiveCancellation& cancellation = *token.cancellation;
  if (cancellation.unconfirmed) {
    if (!cancellation.expired_at) return {"unconfirmed", alarming};
    return {"unconfirmed for " + age_text(now - *cancellation.expired_at), alarming};
  }
  if (token.running() && cancellation.escalates_at)
    return {wait_text("force", *cancellation.escalates_at, now), Look{text::Style::yellow}};
  if (token.running() && cancellation.unconfirmed_at)
    return {wait_text("unconfirmed", *cancellation.unconfirmed_at, now), Look{text::Style::magenta}};
  const std::size_t children = state.children(token.name).size();
  if (children > 0) return {"waits for " + text::grouped(children)};
  return {};
}

CellText cell_of(const LiveState& state, const LiveToken& token, PaneKind pane, Field field, Timestamp now) {
  switch (field) {
    case Field::since:
      return since_of(token, pane, now);
    case Field::space:
      return {token.name.space};
    case Field::id:
      return {token.name.id, strong};
    case Field::tool:
      return {token.operation ? text_of(token.operation->tool) : "-"};
    case Field::session:
      return {token.operation ? text_of(token.operation->session) : "-"};
    case Field::state: {
      const TokenState come_to = state.state_of(token);
      return {std::string(word_of(come_to)), {text::style_of(come_to), come_to == TokenState::expired}};
    }
    case Field::left:
      return countdown_of(state, token, now);
    default:
      return token.cancellation ? of_cancellation(*token.cancellation, field) : CellText{"-"};
  }
}

}  // namespace cancel::top
