#include <algorithm>

#include "commands.hpp"
#include "program/command_line.hpp"
#include "program/params.hpp"
#include "show.hpp"
#include "text/number_text.hpp"
#include "text/visible.hpp"

namespace cancel::cancelctl {

namespace {

using program::ExitCode;
using program::Failure;

struct ResultOptions {
  std::optional<std::string> id;
  bool raw = false;
};

// A text of any length and content, line by line, so that no terminal acts on it.
void print_visible(Context& context, std::string_view text) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    context.print_line(text::visible(text.substr(0, end)));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

void print_result(Context& context, const Json& answer) {
  const std::optional<std::string> result = answer["result"].text();
  Properties properties{{"operation", {shown_name(answer["namespace"], answer["operation"]), text::Style::bold}},
                        {"state", {answer["state"].shown()}}};
  add_property(properties, "outcome", answer["outcome"]);
  add_property(properties, "error", answer["error"]);
  add_property(properties, "cause", answer["cause"]);
  add_property(properties, "reason", answer["reason"]);
  add_time(properties, "finished", answer["finishedAt"], context.now());
  add_property(properties, "position", answer["position"]);
  if (result) properties.emplace_back("result", text::Cell{text::grouped(result->size()) + " bytes"});
  context.output().write(text::property_lines(properties, context.palette()));
  if (!result || result->empty()) return;
  context.print_line("");
  print_visible(context, *result);
}

// Byte for byte, for files and pipes.
void write_raw(Context& context, const Json& answer) {
  const std::optional<std::string> result = answer["result"].text();
  if (result) return context.output().write(*result);
  const std::string name = shown_name(answer["namespace"], answer["operation"]);
  const bool runs = answer["state"].text() == to_string(OperationState::running);
  throw Failure(ExitCode::refused, name + (runs ? " still runs" : " has ended, and no result of it was kept"));
}

void result(Context& context, const ResultOptions& options) {
  program::Params params;
  params.text("id", options.id).text("namespace", context.settings().space);
  const Answer answer = context.daemon().call("operation/result", params.json());
  if (context.json()) return context.print_line(answer.text);
  options.raw ? write_raw(context, answer.json()) : print_result(context, answer.json());
}

}  // namespace

void add_result(Commands& commands) {
  CLI::App& command = commands.add("result", "Show how an operation ended, and what it has made",
                                   "  cancelctl result call-7\n  cancelctl result call-7 --raw > result.json");
  const auto options = std::make_shared<ResultOptions>();
  program::add_text(command, "ID", options->id, "The operation's id")->required();
  command.add_flag("--raw", options->raw, "Nothing but the result, as its owner gave it");
  commands.on(command, [options](Context& context) { result(context, *options); });
}

}  // namespace cancel::cancelctl
