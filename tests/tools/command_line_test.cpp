#include "program/command_line.hpp"

#include <catch2/catch.hpp>

#include "program/completion.hpp"
#include "program/params.hpp"

namespace cancel::program {
namespace {

using namespace std::chrono_literals;

// A program with one subcommand, both of which know the settings.
struct Line {
  Line() {
    add_settings(app, settings);
    CLI::App& stop = *app.add_subcommand("stop", "Stop it");
    add_settings(stop, settings);
    add_text(stop, "ID", id, "Which");
    add_text(stop, "--reason", reason, "Why; it's optional");
    add_labels(stop, labels, "A label");
    add_choice(stop, "--mode", mode, all_words<Mode>(), "How");
    app.require_subcommand(1);
  }

  void read(std::vector<const char*> words) {
    words.insert(words.begin(), "prog");
    REQUIRE_FALSE(parse(app, static_cast<int>(words.size()), words.data()));
  }

  std::string complaint(std::vector<const char*> words) {
    words.insert(words.begin(), "prog");
    try {
      parse(app, static_cast<int>(words.size()), words.data());
    } catch (const Failure& failure) {
      CHECK(failure.code() == ExitCode::usage);
      return failure.what();
    }
    return "none";
  }

  CLI::App app{"A program", "prog"};
  Settings settings;
  std::optional<std::string> id;
  std::optional<std::string> reason;
  Labels labels;
  std::optional<std::string> mode;
};

TEST_CASE_METHOD(Line, "settings may stand before and after the command", "[command line]") {
  read({"--json", "--timeout", "500ms", "stop", "x", "--namespace", "github", "--no-color"});
  CHECK(settings.json);
  CHECK(settings.timeout == 500ms);
  CHECK(settings.timeout_given);
  CHECK(settings.space == "github");
  CHECK(settings.no_color);
  CHECK(id == "x");
}

TEST_CASE_METHOD(Line, "texts are taken as they are", "[command line]") {
  read({"stop", "--reason", "", "--label", "a=b=c", "--label", "empty=", "--mode", "force", "--", "-x"});
  CHECK(reason == "");
  CHECK(labels == Labels{{"a", "b=c"}, {"empty", ""}});
  CHECK(mode == "force");
  CHECK(id == "-x");
}

TEST_CASE_METHOD(Line, "an option that repeats does not swallow the argument behind it", "[command line]") {
  read({"stop", "--label", "a=b", "x"});
  CHECK(id == "x");
}

TEST_CASE_METHOD(Line, "wrong usage is one sentence that names what is wrong", "[command line]") {
  CHECK_THAT(complaint({}), Catch::Contains("command is missing"));
  CHECK_THAT(complaint({"stop", "--timeout", "5"}), Catch::Contains("--timeout") && Catch::Contains("500ms"));
  CHECK_THAT(complaint({"stop", "--label", "a"}), Catch::Contains("KEY=VALUE"));
  CHECK_THAT(complaint({"stop", "--mode", "gentle"}), Catch::Contains("--mode") && Catch::Contains("gentle"));
  CHECK_THAT(complaint({"stop", "a", "b"}), Catch::Contains("b"));
  CHECK_THAT(complaint({"start"}), Catch::Contains("start"));
  CHECK_THAT(complaint({"stop", "--nonsense"}), Catch::Contains("--nonsense"));
}

TEST_CASE_METHOD(Line, "each shell's completion knows commands, options and words", "[completion]") {
  for (const Shell shell : {Shell::bash, Shell::zsh, Shell::fish}) {
    const std::string script = completion_script(app, shell);
    for (const char* expected : {"stop", "reason", "graceful force", "namespace"}) {
      CHECK_THAT(script, Catch::Contains(expected));
    }
  }
}

TEST_CASE("parameters that are empty are left out", "[params]") {
  Params params;
  params.text("a", std::nullopt).duration("b", std::nullopt).labels("c", {}).texts("d", {}).parents({}, {});
  CHECK(params.json() == "{}");
}

TEST_CASE("parameters have the types of the protocol", "[params]") {
  Params params;
  params.text("id", "x\"").duration("ttlMs", 1500ms).flag("all", true).labels("labels", {{"k", "v"}});
  params.texts("types", {"T"}).parents({"p"}, {{"other", "q"}}).number("limit", 7u);
  CHECK(params.json() == R"({"id":"x\"","ttlMs":1500,"all":true,"labels":{"k":"v"},"types":["T"],)"
                         R"("parents":["p",{"namespace":"other","id":"q"}],"limit":7})");
}

TEST_CASE("a namespace that is not UTF-8 is refused before anybody is asked", "[command line]") {
  Line line;
  CHECK(line.complaint({"stop", "a", "-n", "\xFF"}) == "--namespace: \"\xFF\" is not UTF-8 (see prog stop --help)");
}

TEST_CASE("text that is not UTF-8 is not sent", "[params]") {
  Params params;
  CHECK_THROWS_AS(params.text("id", "\xFF"), Failure);
}

TEST_CASE("an error of the daemon is told with its name, code and message", "[failure]") {
  CHECK(describe({-31011, "something runs", R"({"name":"TokenInUse"})"}) == "TokenInUse (-31011): something runs");
  CHECK(describe({-32603, "oops", "null"}) == "error -32603: oops");
}

}  // namespace
}  // namespace cancel::program
