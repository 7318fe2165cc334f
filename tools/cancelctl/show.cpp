#include "show.hpp"

#include "text/time_text.hpp"

namespace cancel::cancelctl {

using text::Cell;

text::Cell state_cell(const Json& state) {
  const std::string word = state.shown();
  const auto known = from_string<TokenState>(word);
  return {word, known ? text::style_of(*known) : text::Style::plain};
}

std::string shown_time(const Json& time, Timestamp now) {
  const auto moment = time.time();
  return moment ? text::time_text(*moment, now) : "-";
}

std::string shown_clock(const Json& time, Timestamp now) {
  const auto moment = time.time();
  return moment ? text::clock_text(*moment, now) : "-";
}

std::string shown_labels(const Labels& labels) {
  std::string shown;
  for (const auto& [name, value] : labels) shown += (shown.empty() ? "" : " ") + name + "=" + value;
  return shown.empty() ? "-" : shown;
}

std::string shown_name(const Json& space, const Json& id) {
  return space.shown() + "/" + id.shown();
}

void add_property(Properties& properties, const std::string& name, const Json& value) {
  if (value.present()) properties.emplace_back(name, Cell{value.shown()});
}

void add_time(Properties& properties, const std::string& name, const Json& time, Timestamp now) {
  if (time.present()) properties.emplace_back(name, Cell{shown_time(time, now)});
}

namespace {

std::string shown_parents(const Json& parents) {
  std::string shown;
  for (const Json& parent : parents.items()) {
    shown += (shown.empty() ? "" : ", ") + shown_name(parent["namespace"], parent["id"]);
  }
  return shown;
}

void add_cancellation(Properties& properties, const Json& token, Timestamp now) {
  if (!token["cancelled"].truth()) return;
  add_property(properties, "cause", token["cause"]);
  add_property(properties, "mode", token["mode"]);
  add_property(properties, "reason", token["reason"]);
  add_time(properties, "requested", token["requestedAt"], now);
  add_property(properties, "requested by", token["requestedBy"]);
  add_time(properties, "completed", token["completedAt"], now);
}

}  // namespace

void print_token(Context& context, const Json& token) {
  Properties properties{{"token", {shown_name(token["namespace"], token["id"]), text::Style::bold}},
                        {"state", state_cell(token["state"])}};
  properties.emplace_back("cancelled", Cell{token["cancelled"].truth() ? "yes" : "no"});
  add_cancellation(properties, token, context.now());
  add_time(properties, "created", token["createdAt"], context.now());
  add_time(properties, "expires", token["expiresAt"], context.now());
  if (!token["parents"].items().empty()) properties.emplace_back("parents", Cell{shown_parents(token["parents"])});
  if (!token["labels"].members().empty())
    properties.emplace_back("labels", Cell{shown_labels(token["labels"].labels())});
  add_property(properties, "version", token["version"]);
  add_property(properties, "position", token["position"]);
  context.output().write(text::property_lines(properties, context.palette()));
  const auto operations = token["operations"].items();
  if (operations.empty()) return;
  text::Table table = operations_table(context);
  for (const Json& operation : operations) add_operation(table, operation, context.now());
  context.output().write("\n" + table.take_page());
}

text::Table operations_table(const Context& context) {
  return {{{"NAMESPACE"},
           {"OPERATION"},
           {"TOOL"},
           {"STATE"},
           {"STARTED"},
           {"DEADLINE"},
           {"REQUEST"},
           {"SESSION"},
           {"LABELS"}},
          context.width(),
          context.palette()};
}

void add_operation(text::Table& table, const Json& operation, Timestamp now) {
  table.add({{operation["namespace"].shown()},
             {operation["operation"].shown()},
             {operation["tool"].shown()},
             state_cell(operation["state"]),
             {shown_time(operation["startedAt"], now)},
             {shown_time(operation["deadlineAt"], now)},
             {operation["requestId"].present() ? operation["requestId"].json() : "-"},
             {operation["session"].shown()},
             {shown_labels(operation["labels"].labels())}});
}

}  // namespace cancel::cancelctl
