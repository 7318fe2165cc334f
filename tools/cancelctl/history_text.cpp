#include "history_text.hpp"

#include <algorithm>

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "cancel/wire/rfc3339.hpp"
#include "text/duration.hpp"
#include "text/table.hpp"
#include "text/time_text.hpp"

namespace cancel::cancelctl {

namespace {

using Writer = rapidjson::Writer<rapidjson::StringBuffer>;

void write(Writer& writer, const char* name, const std::optional<std::string>& text) {
  writer.Key(name);
  if (!text) {
    writer.Null();
  } else {
    writer.String(text->data(), static_cast<rapidjson::SizeType>(text->size()));
  }
}

void write_time(Writer& writer, const char* name, const std::optional<Timestamp>& time) {
  write(writer, name, time ? std::optional(to_rfc3339(*time)) : std::nullopt);
}

template <typename Word>
std::string word(Word value) {
  return std::string(to_string(value));
}

void write_times(Writer& writer, const HistoryRow& row) {
  write_time(writer, "requested_at", row.requested_at);
  write_time(writer, "executed_at", row.executed_at);
  write_time(writer, "escalated_at", row.escalated_at);
  write_time(writer, "completed_at", row.completed_at);
  write_time(writer, "expired_at", row.expired_at);
}

std::string latency_text(const std::optional<double>& milliseconds) {
  return milliseconds ? text::duration_text(Millis{static_cast<std::int64_t>(*milliseconds)}) : "-";
}

// From so many columns on there is room for more than the shortest form of a time.
constexpr std::size_t wide = 120;

struct Layout {
  bool namespaces = false;
  bool narrow = false;
};

bool of_several_namespaces(const std::vector<HistoryRow>& rows) {
  return std::any_of(rows.begin(), rows.end(),
                     [&rows](const HistoryRow& row) { return row.token.space != rows.front().token.space; });
}

std::vector<text::Column> columns(const Layout& layout) {
  std::vector<text::Column> columns{{"REQUESTED"}};
  if (layout.namespaces) columns.push_back({"NAMESPACE"});
  for (const char* title : {"TOKEN", "STATE", "CAUSE", "BY", "REASON"}) columns.push_back({title});
  columns.push_back({"TOOK", text::Align::right});
  for (const char* title : {"MODE", "OUTCOME", "TOOL"}) columns.push_back({title});
  return columns;
}

// In the order of columns().
std::vector<text::Cell> cells(const HistoryRow& row, const Layout& layout, Timestamp now) {
  std::vector<text::Cell> cells{
      {layout.narrow ? text::short_text(row.requested_at, now) : text::time_text(row.requested_at, now)}};
  if (layout.namespaces) cells.push_back({row.token.space});
  cells.push_back({row.token.id});
  cells.push_back({word(row.state), text::style_of(row.state)});
  cells.push_back({word(row.cause)});
  cells.push_back({row.requested_by.value_or("-")});
  cells.push_back({row.reason.value_or("-")});
  cells.push_back({latency_text(row.latency_ms)});
  cells.push_back({word(row.mode)});
  cells.push_back({row.outcome ? word(*row.outcome) : "-"});
  cells.push_back({row.tool.value_or("-")});
  return cells;
}

}  // namespace

std::string history_json(const HistoryRow& row) {
  rapidjson::StringBuffer buffer;
  Writer writer(buffer);
  writer.StartObject();
  write(writer, "namespace", row.token.space);
  write(writer, "token", row.token.id);
  write(writer, "operation", row.of_operation ? std::optional(row.token.id) : std::nullopt);
  write(writer, "tool", row.tool);
  write(writer, "state", word(row.state));
  write(writer, "cause", word(row.cause));
  write(writer, "reason", row.reason);
  write(writer, "mode", word(row.mode));
  write(writer, "requested_by", row.requested_by);
  write_times(writer, row);
  write(writer, "outcome", row.outcome ? std::optional(word(*row.outcome)) : std::nullopt);
  writer.Key("latency_ms");
  row.latency_ms ? writer.Double(*row.latency_ms) : writer.Null();
  writer.EndObject();
  return {buffer.GetString(), buffer.GetSize()};
}

std::string history_lines(const Context& context, const std::vector<HistoryRow>& rows) {
  const Layout layout{of_several_namespaces(rows), context.width() && *context.width() < wide};
  text::Table table(columns(layout), context.width(), context.palette());
  for (const HistoryRow& row : rows) table.add(cells(row, layout, context.now()));
  return table.take_page();
}

}  // namespace cancel::cancelctl
