#include "cancel/store/check_structure.hpp"
#include "cancel/store/log_reader.hpp"
#include "commands.hpp"
#include "program/command_line.hpp"
#include "program/progress.hpp"
#include "replay_check.hpp"

namespace cancel::cancelctl {

namespace {

// The first fault of the log, as one sentence; empty where there is none.
std::optional<std::string> first_fault(const std::string& file, ReplaySummary& summary) {
  program::Progress progress("cancelctl", "verifying " + file);
  const auto tick = [&progress](Position done, Position head) {
    progress.tick(program::percent_text(static_cast<std::size_t>(done), static_cast<std::size_t>(head)));
  };
  try {
    if (auto fault = check_structure(file, tick)) return fault;
    return check_replay(file, summary, tick);
  } catch (const LogUnusable& unusable) {
    return unusable.what();
  } catch (const LogDamaged& damaged) {
    return damaged.what();
  }
}

void print_verdict(Context& context, const ReplaySummary& summary, const std::optional<std::string>& fault) {
  if (!context.json()) {
    if (!fault) {
      context.print_line("no fault: " + std::to_string(summary.events) + " events up to position " +
                         std::to_string(summary.head) + ", " + std::to_string(summary.tokens) + " tokens");
    }
    return;
  }
  rapidjson::Document text;
  if (fault) text.SetString(fault->c_str(), static_cast<rapidjson::SizeType>(fault->size()), text.GetAllocator());
  context.print_line(R"({"fault":)" + Json(&text).json() + R"(,"events":)" + std::to_string(summary.events) +
                     R"(,"tokens":)" + std::to_string(summary.tokens) + R"(,"head":)" + std::to_string(summary.head) +
                     "}");
}

void verify(Context& context, const std::string& file) {
  ReplaySummary summary;
  const auto fault = first_fault(file, summary);
  print_verdict(context, summary, fault);
  context.output().flush();
  if (fault) throw program::Failure(program::ExitCode::refused, *fault);
}

}  // namespace

void add_verify(Commands& commands) {
  CLI::App& command =
      commands.add("verify", "Check a log: its file, the chain of its events, and that replaying them gives its tokens",
                   "  cancelctl verify cancel.db\n  cancelctl verify copy.db --json");
  const auto file = std::make_shared<std::optional<std::string>>();
  program::add_text(command, "FILE", *file, "The log's file; a daemon may be writing it")->required();
  commands.on(command, [file](Context& context) { verify(context, file->value()); });
}

}  // namespace cancel::cancelctl
