#include "commands.hpp"
#include "show.hpp"

namespace cancel::cancelctl {

namespace {

void info(Context& context) {
  const Answer answer = context.daemon().call("server/info");
  if (context.json()) return context.print_line(answer.text);
  Properties properties;
  for (const auto& [name, value] : answer.json().members()) {
    if (name == "startedAt") {
      add_time(properties, name, value, context.now());
    } else {
      properties.emplace_back(name, text::Cell{value.shown()});
    }
  }
  context.output().write(text::property_lines(properties, context.palette()));
}

}  // namespace

void add_info(Commands& commands) {
  CLI::App& command = commands.add("info", "Show what the daemon is, and where its log stands", "  cancelctl info");
  commands.on(command, [](Context& context) { info(context); });
}

}  // namespace cancel::cancelctl
