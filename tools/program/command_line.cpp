#include "program/command_line.hpp"

#include <charconv>

#include "cancel/wire/utf8.hpp"
#include "program/printing.hpp"
#include "text/duration.hpp"

namespace cancel::program {

namespace {

// What help shows behind an option's name, as long as it fits there.
constexpr std::size_t longest_type_name = 20;

Millis duration_from(const std::string& name, const std::string& text) {
  const auto duration = text::parse_duration(text);
  if (!duration) throw CLI::ValidationError(name, "\"" + text + "\" is no duration such as 500ms, 2s, 1m, 1h30m");
  return *duration;
}

std::uint64_t number_from(const std::string& name, const std::string& text) {
  std::uint64_t number = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (fault == std::errc{} && end == text.data() + text.size()) return number;
  throw CLI::ValidationError(name, "\"" + text + "\" is not a whole number");
}

std::pair<std::string, std::string> label_from(const std::string& text) {
  const std::size_t split = text.find('=');
  if (split == std::string::npos) throw CLI::ValidationError("--label", "\"" + text + "\" is not KEY=VALUE");
  return {text.substr(0, split), text.substr(split + 1)};
}

EventType type_from(const std::string& text) {
  const auto type = from_string<EventType>(text);
  if (!type) throw CLI::ValidationError("--type", "there is no event type \"" + text + "\"");
  return *type;
}

CLI::Option* add_each(CLI::App& app, const std::string& name, const std::function<void(const std::string&)>& take,
                      const std::string& description) {
  const auto take_all = [take](const std::vector<std::string>& values) {
    for (const std::string& value : values) take(value);
  };
  return app.add_option_function<std::vector<std::string>>(name, take_all, description)->allow_extra_args(false);
}

// The subcommand that was chosen, down to the last.
const CLI::App& chosen(const CLI::App& app) {
  const auto subcommands = app.get_subcommands();
  return subcommands.empty() ? app : chosen(*subcommands.back());
}

std::string parent_name(const CLI::App& app) {
  const CLI::App* parent = app.get_parent();
  return parent == nullptr ? "" : parent->get_name();
}

std::string full_name(const CLI::App& app) {
  const std::string parent = parent_name(app);
  return parent.empty() ? app.get_name() : parent + " " + app.get_name();
}

// CLI11 only says that a command is missing when there is one that it does not know.
std::string fault_of(const CLI::App& app, const CLI::ParseError& error) {
  const auto unknown = app.remaining();
  const bool no_command = app.get_subcommands().empty() && app.get_require_subcommand_min() > 0;
  if (no_command && !unknown.empty()) return "there is no command or option \"" + unknown.front() + "\"";
  if (no_command && error.get_name() == "RequiredError") return "a command is missing";
  return error.what();
}

}  // namespace

CLI::Option* add_choice(CLI::App& app, const std::string& name, std::optional<std::string>& value,
                        const std::vector<std::string>& words, const std::string& description) {
  const std::string alternatives = CLI::detail::join(words, "|");
  const bool brief = alternatives.size() <= longest_type_name;
  return add_text(app, name, value, brief ? description : description + "; one of " + CLI::detail::join(words, ", "))
      ->check(CLI::IsMember(words))
      ->option_text(brief ? alternatives : "WORD");
}

CLI::Option* add_text(CLI::App& app, const std::string& name, std::optional<std::string>& value,
                      const std::string& description) {
  return app
      .add_option_function<std::string>(
          name, [&value](const std::string& text) { value = text; }, description)
      ->type_name("TEXT");
}

std::string fault_of_utf8(const std::string& text) {
  return is_utf8(text) ? "" : "\"" + text + "\" is not UTF-8";
}

CLI::Option* add_duration(CLI::App& app, const std::string& name, std::optional<Millis>& value,
                          const std::string& description) {
  const auto take = [&value, name](const std::string& text) { value = duration_from(name, text); };
  return app.add_option_function<std::string>(name, take, description)->type_name("DURATION");
}

CLI::Option* add_number(CLI::App& app, const std::string& name, std::optional<std::uint64_t>& value,
                        const std::string& description) {
  const auto take = [&value, name](const std::string& text) { value = number_from(name, text); };
  return app.add_option_function<std::string>(name, take, description)->type_name("NUMBER");
}

CLI::Option* add_limit(CLI::App& app, std::optional<std::uint64_t>& value, const std::string& description) {
  const auto take = [&value](const std::string& text) {
    value = number_from("--limit", text);
    if (*value == 0) throw CLI::ValidationError("--limit", "\"" + text + "\" is not 1 or more");
  };
  return app.add_option_function<std::string>("--limit", take, description)->type_name("NUMBER");
}

CLI::Option* add_texts(CLI::App& app, const std::string& name, std::vector<std::string>& values,
                       const std::string& description) {
  return add_each(
             app, name, [&values](const std::string& text) { values.push_back(text); }, description)
      ->type_name("TEXT");
}

CLI::Option* add_labels(CLI::App& app, Labels& labels, const std::string& description) {
  const auto take = [&labels](const std::string& text) {
    auto [key, value] = label_from(text);
    labels[key] = value;
  };
  return add_each(app, "--label", take, description)->type_name("KEY=VALUE");
}

CLI::Option* add_types(CLI::App& app, std::vector<EventType>& types) {
  return add_each(
             app, "--type", [&types](const std::string& text) { types.push_back(type_from(text)); },
             "Only events of this type, such as CancellationRequested; several times for several types")
      ->type_name("TYPE");
}

void add_settings(CLI::App& app, Settings& settings) {
  add_text(app, "-n,--namespace", settings.space, "The namespace; for filters: all of them unless told")
      ->check(fault_of_utf8)
      ->group("Everywhere");
  app.add_flag("--json", settings.json, "Print JSON: one line for each result, event or row of the history")
      ->group("Everywhere");
  const auto take_timeout = [&settings](const std::string& text) {
    settings.timeout = duration_from("--timeout", text);
    settings.timeout_given = true;
  };
  app.add_option_function<std::string>("--timeout", take_timeout, "How long to wait for the daemon: 500ms, 2s, 1m (5s)")
      ->type_name("DURATION")
      ->group("Everywhere");
  add_text(app, "--command-endpoint", settings.command_endpoint, "Where the daemon takes commands")
      ->group("Everywhere");
  add_text(app, "--event-endpoint", settings.event_endpoint, "Where the daemon publishes events")->group("Everywhere");
  app.add_flag("--no-color", settings.no_color, "No colours, as where NO_COLOR is set")->group("Everywhere");
}

std::optional<ExitCode> parse(CLI::App& app, int argc, const char* const* argv) {
  try {
    app.parse(argc, argv);
    return std::nullopt;
  } catch (const CLI::CallForHelp&) {
    print(chosen(app).help(parent_name(chosen(app))));
  } catch (const CLI::CallForVersion& version) {
    print(std::string(version.what()) + "\n");
  } catch (const CLI::ParseError& error) {
    throw Failure(ExitCode::usage, fault_of(app, error) + " (see " + full_name(chosen(app)) + " --help)");
  }
  return ExitCode::done;
}

}  // namespace cancel::program
