#include "cancel/store/backup.hpp"

#include "commands.hpp"
#include "program/command_line.hpp"
#include "program/default_log.hpp"
#include "program/interruption.hpp"
#include "program/progress.hpp"

namespace cancel::cancelctl {

namespace {

std::string json_text(const std::string& text) {
  rapidjson::Document document;
  document.SetString(text.c_str(), static_cast<rapidjson::SizeType>(text.size()), document.GetAllocator());
  return Json(&document).json();
}

void back_up(Context& context, const std::optional<std::string>& db, const std::string& target) {
  const std::string source = db ? *db : program::default_log(context.settings());
  program::Progress progress("cancelctl", "copying " + source);
  const program::DeferredInterrupt interrupt;
  backup(source, target, [&](std::size_t done, std::size_t total) {
    progress.tick(program::percent_text(done, total));
    interrupt.check();
  });
  context.print_line(context.json() ? R"({"source":)" + json_text(source) + R"(,"file":)" + json_text(target) + "}"
                                    : "copied " + source + " to " + target);
}

}  // namespace

void add_backup(Commands& commands) {
  CLI::App& command =
      commands.add("backup", "Copy the log to a new file, while the daemon runs or not",
                   "  cancelctl backup cancel-today.db\n"
                   "  cancelctl backup --db /var/lib/canceld/cancel.db copy.db && cancelctl verify copy.db");
  const auto db = std::make_shared<std::optional<std::string>>();
  const auto target = std::make_shared<std::optional<std::string>>();
  program::add_text(command, "FILE", *target, "The new file; there must be none of that name")->required();
  program::add_text(command, "--db", *db,
                    "The log's file (that of the daemon at the endpoints, else that of a default one)")
      ->type_name("FILE");
  commands.on(command, [db, target](Context& context) { back_up(context, *db, target->value()); });
}

}  // namespace cancel::cancelctl
