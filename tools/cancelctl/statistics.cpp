#include "commands.hpp"
#include "show.hpp"
#include "text/duration.hpp"

namespace cancel::cancelctl {

namespace {

using text::Cell;

bool ends_with(const std::string& text, const std::string& end) {
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

// "avg_cancellation_time_ms" as "avg cancellation time"
std::string title(std::string name) {
  if (ends_with(name, "_ms")) name.resize(name.size() - 3);
  for (char& byte : name) byte = byte == '_' ? ' ' : byte;
  return name;
}

Cell value_cell(const std::string& name, const Json& value) {
  const auto real = value.real();
  if (!real || !ends_with(name, "_ms")) return {value.shown()};
  if (*real < 1'000) return {value.shown() + " ms"};
  return {text::duration_text(Millis{static_cast<std::int64_t>(*real)})};
}

// Plain figures first, then those that are counted by something.
void print_figures(Context& context, const Json& figures) {
  Properties properties;
  for (const auto& [name, value] : figures.members()) {
    if (!value.is_object()) properties.emplace_back(title(name), value_cell(name, value));
  }
  context.output().write(text::property_lines(properties, context.palette()));
}

void print_counts(Context& context, const std::string& heading, const Json& counts) {
  if (counts.members().empty()) return;
  Properties properties;
  for (const auto& [name, value] : counts.members()) properties.emplace_back("  " + name, Cell{value.shown()});
  context.print_line("\n" + context.palette().paint(text::Style::bold, heading));
  context.output().write(text::property_lines(properties, context.palette()));
}

void print_namespaces(Context& context, const Json& namespaces) {
  const std::vector<const char*> figures{"active_tokens",       "active_operations", "total_cancelled",
                                         "force_cancellations", "expired_tokens",    "unconfirmed_cancellations"};
  std::vector<text::Column> columns{{"NAMESPACE"}};
  for (const char* figure : figures) columns.push_back({title(figure), text::Align::right});
  text::Table table(columns, context.width(), context.palette());
  for (const auto& [name, counters] : namespaces.members()) {
    std::vector<Cell> row{{name}};
    for (const char* figure : figures) row.push_back({counters[figure].shown()});
    table.add(std::move(row));
  }
  if (!table.empty()) context.output().write("\n" + table.take_page());
}

void statistics(Context& context) {
  const Answer answer = context.daemon().call("stats/read");
  if (context.json()) return context.print_line(answer.text);
  print_figures(context, answer.json());
  print_counts(context, "operations by reason", answer["operations_by_reason"]);
  print_counts(context, "events by type", answer["events_by_type"]);
  print_namespaces(context, answer["by_namespace"]);
}

}  // namespace

void add_statistics(Commands& commands) {
  CLI::App& command = commands.add("stats", "Show the daemon's statistics, counted since the log began",
                                   "  cancelctl stats\n  cancelctl stats --json | jq .total_cancelled");
  commands.on(command, [](Context& context) { statistics(context); });
}

}  // namespace cancel::cancelctl
