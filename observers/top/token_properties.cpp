#include "top/token_properties.hpp"

#include <type_traits>

#include "text/duration.hpp"
#include "text/time_text.hpp"
#include "top/cells.hpp"
#include "top/wrapped.hpp"

namespace cancel::top {

namespace {

constexpr std::size_t name_width = 12;

class Properties {
 public:
  explicit Properties(std::size_t width) : width_(width) {}

  void add(std::string_view name, std::string_view value, Look look = {}) {
    if (value.empty()) return;
    const std::size_t room = width_ > name_width + 1 ? width_ - name_width : 1;
    bool first = true;
    for (const std::string& part : wrapped(value, room, 4)) {
      Line line;
      line.add_cell(first ? name : std::string_view(), name_width, false, faint).add(part, look);
      lines_.push_back(line);
      first = false;
    }
  }
  void add_known(std::string_view name, const std::optional<std::string>& value, Look look = {}) {
    if (value) add(name, *value, look);
  }

  std::vector<Line> take() { return std::move(lines_); }

 private:
  std::size_t width_;
  std::vector<Line> lines_;
};

std::string request_id_text(const RequestId& id) {
  const auto text = [](const auto& value) {
    if constexpr (std::is_same_v<std::decay_t<decltype(value)>, std::string>)
      return "\"" + value + "\"";
    else
      return std::to_string(value);
  };
  return std::visit(text, id);
}

std::string when(const std::optional<Timestamp>& time, Timestamp now) {
  return time ? text::time_text(*time, now) : std::string();
}

void add_operation(Properties& properties, const live::LiveOperation& operation, Timestamp now) {
  properties.add_known("tool", operation.tool);
  properties.add_known("session", operation.session);
  if (operation.request_id) properties.add("request", request_id_text(*operation.request_id));
  properties.add("started", when(operation.started_at, now));
  properties.add("deadline", when(operation.deadline_at, now));
  if (operation.grace) properties.add("grace", text::duration_text(*operation.grace));
  if (operation.force) properties.add("force time", text::duration_text(*operation.force));
}

void add_cancellation(Properties& properties, const live::LiveCancellation& cancellation, Timestamp now) {
  properties.add("cancelled", when(cancellation.requested_at, now));
  properties.add("cause", to_string(cancellation.cause));
  properties.add("mode", to_string(cancellation.mode));
  properties.add_known("reason", cancellation.reason, strong);
  properties.add_known("by", cancellation.requested_by);
  properties.add("taken up", when(cancellation.executed_at, now));
  properties.add("forced", when(cancellation.escalated_at, now));
  if (cancellation.expired_at) properties.add("unconfirmed", when(cancellation.expired_at, now), alarming);
  properties.add("completed", when(cancellation.completed_at, now));
  if (cancellation.outcome)
    properties.add("outcome", std::string(to_string(*cancellation.outcome)) + (cancellation.late ? ", late" : ""));
  if (const auto latency = cancellation.latency())
    properties.add("took", latency_text(static_cast<double>(latency->count()) / 1'000));
}

}  // namespace

std::vector<Line> property_lines(const Model& model, const TokenName& name, std::size_t width) {
  const live::LiveToken* token = model.state.find(name);
  Properties properties(width);
  if (!token) {
    properties.add("state", "nothing of it runs, and it is not being cancelled", faint);
    return properties.take();
  }
  const TokenState state = model.state.state_of(*token);
  const CellText left = countdown_of(model.state, *token, model.now);
  const std::string word(state == TokenState::active ? "running" : to_string(state));
  properties.add("state", word + (left.text.empty() ? "" : ", " + left.text), {text::style_of(state), true});
  if (token->operation) add_operation(properties, *token->operation, model.now);
  for (const TokenName& parent : token->parents) properties.add("under", parent.space + "/" + parent.id);
  for (const auto& [key, value] : token->labels) properties.add("label", key + "=" + value);
  if (token->cancellation) add_cancellation(properties, *token->cancellation, model.now);
  return properties.take();
}

}  // namespace cancel::top
