#include "config/command_line.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstddef>
#include <deque>
#include <string_view>

#include "config/suggestion.hpp"
#include "log/quote.hpp"

namespace cancel::daemon {
namespace {

constexpr std::string_view usage_notes = R"(
Configuration: defaults, then the file, then the environment (CANCEL_COMMAND_ENDPOINT,
CANCEL_EVENT_ENDPOINT, and CANCELD_SECTION_KEY for every key), then these flags.
--print-config shows every key, its value and where that comes from.

Examples:
  canceld
  canceld --db /var/lib/canceld/cancel.db --log-format json
  canceld --config canceld.toml --check-config
  canceld --set cancellation.graceful_timeout=5s --set limits.max_operations=1000
  CANCELD_STORAGE_RETENTION=30d canceld

Ready when a line with the word "ready" stands on stderr. SIGTERM and SIGINT stop it.

Exit codes:
  0  stopped as asked
  1  internal error
  2  wrong configuration or usage
  3  the log or an endpoint is in use by another daemon
  4  the log can't be used: foreign, damaged, newer, read-only, no space)";

struct Flag {
  const ConfigKey* key;
  std::string value;
  CLI::Option* option;
};

// What the value of a flag is called in the help.
std::string value_name(const ConfigKey& key) {
  if (key.type == KeyType::path) return "FILE";
  if (key.type == KeyType::endpoint) return "ENDPOINT";
  std::string words;
  for (const std::string_view word : key.words) words += (words.empty() ? "" : "|") + std::string(word);
  return words;
}

// The flags, and what the parser puts their values into.
class Parser {
 public:
  Parser();
  CommandLine parse(int argc, const char* const* argv);

 private:
  void add_flags_of_keys();
  void run(int argc, const char* const* argv);
  void refuse_unknown() const;
  CommandLine result() const;
  Assignment set_assignment(const std::string& text) const;

  CLI::App app_{"The cancellation daemon: records cancellations durably and tells everyone.", "canceld"};
  std::string config_file_;
  std::vector<std::string> set_;
  std::deque<Flag> flags_;  // the parser keeps references into it
  CLI::Option* config_ = nullptr;
  CLI::Option* check_ = nullptr;
  CLI::Option* print_ = nullptr;
};

Parser::Parser() {
  app_.allow_extras();
  app_.footer(std::string(usage_notes));
  app_.set_help_flag("-h,--help", "Print this and exit");
  app_.set_version_flag("--version", "canceld " CANCELD_VERSION, "Print the version and exit");
  config_ = app_.add_option("--config", config_file_,
                            "The configuration. Default: $XDG_CONFIG_HOME/canceld/canceld.toml, else "
                            "~/.config/canceld/canceld.toml, where it exists")
                ->type_name("FILE")
                ->take_last();
  add_flags_of_keys();
  app_.add_option("--set", set_, "Set any key of the configuration; may be repeated")
      ->type_name("SECTION.KEY=VALUE")
      ->allow_extra_args(false);
  check_ = app_.add_flag("--check-config")->description("Only check the configuration: exit 0 and say ok, or exit 2");
  print_ = app_.add_flag("--print-config")->description("Print the effective configuration as TOML and exit");
}

void Parser::add_flags_of_keys() {
  for (const ConfigKey& key : config_keys()) {
    if (key.flag.empty()) continue;
    Flag& flag = flags_.emplace_back(Flag{&key, {}, nullptr});
    const std::string help = std::string(key.help) + " Default: " + default_text(key);
    flag.option =
        app_.add_option("--" + std::string(key.flag), flag.value, help)->type_name(value_name(key))->take_last();
  }
}

CommandLine Parser::parse(int argc, const char* const* argv) {
  try {
    run(argc, argv);
  } catch (const CLI::CallForHelp&) {
    return {Task::tell, app_.help(), {}, {}};
  } catch (const CLI::CallForVersion& version) {
    return {Task::tell, std::string(version.what()) + "\n", {}, {}};
  } catch (const CLI::ParseError& error) {
    throw ConfigError(on_one_line(error.what()) + " (see canceld --help)");
  }
  refuse_unknown();
  return result();
}

void Parser::run(int argc, const char* const* argv) {
  std::vector<std::string> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
  std::reverse(arguments.begin(), arguments.end());  // as the parser wants them
  app_.parse(std::move(arguments));
}

void Parser::refuse_unknown() const {
  const std::vector<std::string> unknown = app_.remaining();
  if (unknown.empty()) return;
  std::vector<std::string> known = {"--help", "--version", "--config", "--set", "--check-config", "--print-config"};
  for (const Flag& flag : flags_) known.push_back("--" + std::string(flag.key->flag));
  const std::string name = unknown.front().substr(0, unknown.front().find('='));
  if (!name.starts_with('-')) {
    throw ConfigError(quote_where_needed(name) + ": canceld takes flags only (see canceld --help)");
  }
  throw ConfigError(quote_where_needed(name) + ": no such flag" + did_you_mean(name, known) + " (see canceld --help)");
}

CommandLine Parser::result() const {
  CommandLine line;
  if (check_->count() > 0) line.task = Task::check_config;
  if (print_->count() > 0) line.task = Task::print_config;
  if (config_->count() > 0) line.config_file = config_file_;
  for (const std::string& text : set_) line.assignments.push_back(set_assignment(text));
  for (const Flag& flag : flags_) {
    if (flag.option->count() == 0) continue;
    line.assignments.push_back({flag.key, Untyped{flag.value}, "--" + std::string(flag.key->flag)});
  }
  return line;
}

Assignment Parser::set_assignment(const std::string& text) const {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos) {
    throw fault("--set", quote_where_needed(text), "is not of the form SECTION.KEY=VALUE");
  }
  const std::string path = text.substr(0, equals);
  const std::size_t point = path.find('.');
  const std::string section = point == std::string::npos ? std::string() : path.substr(0, point);
  const std::string name = point == std::string::npos ? path : path.substr(point + 1);
  const ConfigKey* key = find_key(section, name);
  if (key == nullptr) throw fault("--set", quote_where_needed(path), "unknown key" + did_you_mean_key(section, name));
  return {key, Untyped{text.substr(equals + 1)}, "--set"};
}

}  // namespace

CommandLine parse_command_line(int argc, const char* const* argv) {
  return Parser().parse(argc, argv);
}

}  // namespace cancel::daemon
