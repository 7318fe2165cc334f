#include <algorithm>
#include <charconv>
#include <chrono>
#include <thread>
#include <variant>

#include "cancel/wire/rfc3339.hpp"
#include "commands.hpp"
#include "program/command_line.hpp"
#include "program/interruption.hpp"
#include "program/params.hpp"
#include "program/progress.hpp"
#include "text/time_text.hpp"

namespace cancel::cancelctl {

namespace {

using Before = std::variant<Position, Timestamp>;

// Between two questions: short at first, so that a small log is done at once.
constexpr Millis shortest_wait{5};
constexpr Millis longest_wait{200};

struct Pruned {
  Answer last;
  std::uint64_t events = 0;  // removed since the first question, over restarts of the daemon too
};

// "1204331" is a position, "30d" an age, everything else a time.
Before parse_before(const std::string& text, Timestamp now) {
  Position position = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), position);
  if (fault == std::errc{} && end == text.data() + text.size()) return position;
  if (const auto moment = text::parse_moment(text, now)) return *moment;
  throw program::Failure(program::ExitCode::usage,
                         "--before: \"" + text + "\" is no position, time (RFC 3339) or age such as 30d");
}

Answer ask(Context& context, const Before& before) {
  program::Params params;
  if (const auto* position = std::get_if<Position>(&before)) params.number("before", *position);
  if (const auto* time = std::get_if<Timestamp>(&before)) params.text("before", to_rfc3339(*time));
  return context.daemon().call("log/prune", params.json());
}

// "1,204,331"
std::string grouped(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t left = digits.size(); left > 3;) digits.insert(left -= 3, ",");
  return digits;
}

std::string events_text(std::uint64_t count) {
  return grouped(count) + (count == 1 ? " event" : " events");
}

// A daemon that was started again knows nothing of it, and counts from 0: it is asked for the rest like any other.
Pruned prune_until_done(Context& context, const Before& before) {
  program::Progress progress("cancelctl", "pruning the log");
  const program::DeferredInterrupt interrupt;
  Pruned pruned{ask(context, before)};
  const Before position = pruned.last["before"].number().value_or(0);
  std::uint64_t counted = 0;
  for (Millis wait = shortest_wait;; wait = std::min(wait * 2, longest_wait)) {
    const std::uint64_t removed = pruned.last["removedEvents"].number().value_or(0);
    pruned.events += removed - (removed < counted ? 0 : counted);
    counted = removed;
    if (pruned.last["done"].truth()) return pruned;
    progress.tick(events_text(pruned.events));
    std::this_thread::sleep_for(wait);
    interrupt.check();
    pruned.last = ask(context, position);
  }
}

void print_pruned(Context& context, const Pruned& pruned) {
  const Answer& last = pruned.last;
  if (context.json()) {
    return context.print_line(R"({"before":)" + last["before"].json() + R"(,"first":)" + last["first"].json() +
                              R"(,"head":)" + last["head"].json() + R"(,"done":true,"removedEvents":)" +
                              std::to_string(pruned.events) + "}");
  }
  context.print_line("pruned " + events_text(pruned.events) + "; the log begins at " +
                     grouped(last["first"].number().value_or(0)) + " now");
}

void prune(Context& context, const std::string& before) {
  const Before parsed = parse_before(before, context.now());
  try {
    print_pruned(context, prune_until_done(context, parsed));
  } catch (const program::Failure& failure) {
    if (failure.code() == program::ExitCode::interrupted) {
      program::complain("cancelctl", "interrupted; the daemon goes on until it is done or stopped");
    }
    throw;
  }
}

}  // namespace

void add_prune(Commands& commands) {
  CLI::App& command = commands.add("prune", "Remove old events from the log that nothing needs any more",
                                   "  cancelctl prune --before 30d\n"
                                   "  cancelctl prune --before 2026-11-01T00:00:00Z\n"
                                   "  cancelctl prune --before 1204332 --json");
  const auto before = std::make_shared<std::optional<std::string>>();
  program::add_text(
      command, "--before", *before,
      "A position, a time (RFC 3339) or an age (30d, 12h): events below or before it go, but for those of "
      "tokens that are alive or whose last event came later")
      ->type_name("WHEN")
      ->required();
  commands.on(command, [before](Context& context) { prune(context, before->value()); });
}

}  // namespace cancel::cancelctl
