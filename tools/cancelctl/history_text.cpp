#include "history_text.hpp"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "cancel/wire/rfc3339.hpp"
#include "text/duration.hpp"
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

text::Table history_table(const Context& context) {
  return {{{"REQUESTED"},
           {"NAMESPACE"},
           {"TOKEN"},
           {"TOOL"},
           {"STATE"},
           {"OUTCOME"},
           {"CAUSE"},
           {"MODE"},
           {"TOOK", text::Align::right},
           {"BY"},
           {"REASON"}},
          context.width(),
          context.palette()};
}

void add_history(text::Table& table, const HistoryRow& row, Timestamp now) {
  table.add({{text::time_text(row.requested_at, now)},
             {row.token.space},
             {row.token.id},
             {row.tool.value_or("-")},
             {word(row.state), text::style_of(row.state)},
             {row.outcome ? word(*row.outcome) : "-"},
             {word(row.cause)},
             {word(row.mode)},
             {latency_text(row.latency_ms)},
             {row.requested_by.value_or("-")},
             {row.reason.value_or("-")}});
}

}  // namespace cancel::cancelctl
