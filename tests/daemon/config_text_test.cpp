#include "config/config_text.hpp"

#include <catch2/catch.hpp>
#include <iterator>
#include <sstream>

#include "config/config_file.hpp"
#include "config_fixture.hpp"

namespace cancel::daemon::test {
namespace {

const std::string sample_file = DAEMON_FOLDER "/canceld.toml";
const std::string manual_file = DAEMON_FOLDER "/canceld.1";
const std::string begin_of_keys = ".\\\" begin of keys\n";
const std::string end_of_keys = ".\\\" end of keys\n";

std::string text_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// Where the manual's part on keys is: the position of its first character, and its length.
std::pair<std::size_t, std::size_t> place_of_keys(const std::string& manual) {
  const std::size_t begin = manual.find(begin_of_keys) + begin_of_keys.size();
  return {begin, manual.find(end_of_keys) - begin};
}

// Every line "#key = value" without its "#".
std::string with_all_keys_set(const std::string& sample) {
  std::istringstream lines(sample);
  std::string text, line;
  while (std::getline(lines, line)) {
    const bool is_key = line.starts_with("#") && !line.starts_with("# ");
    text += (is_key ? line.substr(1) : line) + "\n";
  }
  return text;
}

// The keys and values without the comments behind them.
std::string without_origins(const std::string& text) {
  std::istringstream lines(text);
  std::string values, line;
  while (std::getline(lines, line)) values += line.substr(0, line.rfind("  # ")) + "\n";
  return values;
}

}  // namespace

TEST_CASE("the printed configuration reads back as the same, wherever its values come from", "[config]") {
  Home home;
  home.write_config("[storage]\ndb = \"/with \\\"quotes\\\" and \\\\ \\u00e9\"\nretention = \"never\"\n");
  home.variables["CANCELD_LIMITS_MAX_TOKENS"] = "0";
  home.variables["CANCEL_EVENT_ENDPOINT"] = "tcp://127.0.0.1:*";
  const std::string printed = effective_config(home.load({"--set", "cancellation.lease=1500ms", "--log-level=off"}));
  CHECK(printed.find("retention = \"none\"  # " + home.file() + ":3\n") != std::string::npos);
  CHECK(printed.find("max_tokens = 0  # environment variable CANCELD_LIMITS_MAX_TOKENS\n") != std::string::npos);
  CHECK(printed.find("lease = \"1500ms\"  # --set\n") != std::string::npos);
  CHECK(printed.find("level = \"off\"  # --log-level\n") != std::string::npos);
  CHECK(printed.find("keep_ended = \"10m\"  # default\n") != std::string::npos);

  Home again;
  again.write_config(printed);
  CHECK(without_origins(effective_config(again.load())) == without_origins(printed));
}

TEST_CASE("the printed configuration stays TOML when the file's name is hostile", "[config]") {
  Home home;
  const std::string name = home.folder.path("x\n[limits]\nlabels = 3 # ");
  std::ofstream(name) << "[limits]\nlabels = 5\n";
  const std::string printed = effective_config(home.load({"--config", name}));
  Home again;
  again.write_config(printed);
  CHECK(again.load().config.request.labels == 5);
}

TEST_CASE("the sample file is what the table of keys says", "[config][documents]") {
  CHECK(text_of(sample_file) == sample_config());
}

TEST_CASE("the sample file is a good configuration that changes nothing", "[config][documents]") {
  CHECK(parse_config_text(sample_config(), "sample").empty());
}

TEST_CASE("the sample file shows every key with its default", "[config][documents]") {
  const Home home;
  const Config unset;
  std::size_t shown = 0;
  for (const Assignment& assignment : parse_config_text(with_all_keys_set(sample_config()), "sample")) {
    ++shown;
    const ConfigKey& key = *assignment.key;
    CAPTURE(key.path());
    if (key.computed.empty()) CHECK(parse_value(key, assignment.value) == key.read(unset));
  }
  CHECK(shown == config_keys().size());
}

TEST_CASE("the manual page explains every key as the table does, and names every flag", "[config][documents]") {
  const std::string manual = text_of(manual_file);
  const auto [begin, length] = place_of_keys(manual);
  CHECK(manual.substr(begin, length) == manual_of_keys());
  CHECK(manual.find("\"canceld " CANCELD_VERSION "\"") != std::string::npos);
  for (const ConfigKey& key : config_keys()) {
    std::string flag;
    for (const char letter : "--" + std::string(key.flag)) flag += letter == '-' ? "\\-" : std::string(1, letter);
    CAPTURE(flag);
    if (!key.flag.empty()) CHECK(manual.find(flag) < begin);
  }
}

// Not a test: run it by name, `daemon_test [write]`, when a key has changed.
TEST_CASE("the sample file and the manual's part on keys are written anew", "[.][write]") {
  std::ofstream(sample_file, std::ios::binary) << sample_config();
  std::string manual = text_of(manual_file);
  const auto [begin, length] = place_of_keys(manual);
  manual.replace(begin, length, manual_of_keys());
  std::ofstream(manual_file, std::ios::binary) << manual;
}

}  // namespace cancel::daemon::test
