#include <array>
#include <chrono>
#include <cstdio>

#include "commands.hpp"
#include "program/command_line.hpp"

namespace cancel::cancelctl {

namespace {

using Clock = std::chrono::steady_clock;

std::string milliseconds_text(std::chrono::duration<double, std::milli> duration) {
  std::array<char, 32> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%.3f", duration.count());
  return buffer.data();
}

void print_round_trip(Context& context, const Answer& answer, const std::string& milliseconds) {
  if (context.json()) {
    rapidjson::Document endpoint;
    endpoint.SetString(rapidjson::StringRef(context.daemon().endpoint().c_str()));
    context.print_line(R"({"endpoint":)" + Json(&endpoint).json() + R"(,"roundTripMs":)" + milliseconds +
                       R"(,"version":)" + answer["version"].json() + R"(,"logId":)" + answer["logId"].json() +
                       R"(,"head":)" + answer["head"].json() + "}");
  } else {
    context.print_line("canceld " + answer["version"].shown() + " at " + context.daemon().endpoint() + ": " +
                       milliseconds + " ms");
  }
  context.output().flush();
}

void ping(Context& context, std::uint64_t count) {
  context.daemon().call("server/info");  // connects; what is measured is a round trip alone
  for (std::uint64_t number = 0; number < count; ++number) {
    const auto begun = Clock::now();
    const Answer answer = context.daemon().call("server/info");
    print_round_trip(context, answer, milliseconds_text(Clock::now() - begun));
  }
}

}  // namespace

void add_ping(Commands& commands) {
  CLI::App& command =
      commands.add("ping", "Measure a round trip to the daemon",
                   "  cancelctl ping\n  cancelctl ping --count 5\n  cancelctl ping --timeout 500ms || start-it");
  const auto count = std::make_shared<std::optional<std::uint64_t>>();
  program::add_number(command, "-c,--count", *count, "So many round trips (1)");
  commands.on(command, [count](Context& context) { ping(context, count->value_or(1)); });
}

}  // namespace cancel::cancelctl
