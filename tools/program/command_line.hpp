#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "cancel/client/event_filter.hpp"
#include "cancel/domain/names.hpp"
#include "cancel/domain/time.hpp"
#include "program/failure.hpp"
#include "program/settings.hpp"

// Options that mean the same in every program. What they fill must outlive the parsing.

namespace cancel::program {

void add_settings(CLI::App& app, Settings& settings);

CLI::Option* add_text(CLI::App& app, const std::string& name, std::optional<std::string>& value,
                      const std::string& description);
CLI::Option* add_duration(CLI::App& app, const std::string& name, std::optional<Millis>& value,
                          const std::string& description);
CLI::Option* add_number(CLI::App& app, const std::string& name, std::optional<std::uint64_t>& value,
                        const std::string& description);
// --limit NUMBER: 1 or more.
CLI::Option* add_limit(CLI::App& app, std::optional<std::uint64_t>& value, const std::string& description);
// May be given several times.
CLI::Option* add_texts(CLI::App& app, const std::string& name, std::vector<std::string>& values,
                       const std::string& description);
// KEY=VALUE, several times.
CLI::Option* add_labels(CLI::App& app, Labels& labels, const std::string& description);
// --type NAME, several times.
CLI::Option* add_types(CLI::App& app, std::vector<EventType>& types);

// One of `words`.
CLI::Option* add_choice(CLI::App& app, const std::string& name, std::optional<std::string>& value,
                        const std::vector<std::string>& words, const std::string& description);

// A check() for options whose text is sent to the daemon, or compared with what it says: empty, or what is wrong.
std::string fault_of_utf8(const std::string& text);

// The words of an enumeration of the protocol, for add_choice().
template <typename Word>
std::vector<std::string> all_words() {
  std::vector<std::string> all;
  for (const std::string_view word : words::of(Word{})) all.emplace_back(word);
  return all;
}

// Parses the command line. Empty: go on. Otherwise help or version was printed. Throws Failure (usage); as print().
std::optional<ExitCode> parse(CLI::App& app, int argc, const char* const* argv);

}  // namespace cancel::program
