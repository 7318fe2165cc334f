#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <set>

#include "config/config_key.hpp"
#include "config/key_text.hpp"
#include "config_fixture.hpp"

namespace cancel::daemon::test {
namespace {

// What is documented: every key, and its default where that does not depend on the machine.
const std::map<std::string, std::string> documented_defaults = {
    {"daemon.enabled", "true"},
    {"cancellation.default_timeout", "\"none\""},
    {"cancellation.graceful_timeout", "\"30s\""},
    {"cancellation.force_timeout", "\"10s\""},
    {"cancellation.token_expiry", "\"none\""},
    {"cancellation.lease", "\"30s\""},
    {"limits.max_operations", "1000000"},
    {"limits.max_operations_per_namespace", "1000000"},
    {"limits.max_tokens", "10000000"},
    {"limits.max_sessions", "100000"},
    {"limits.message_size", "\"1MiB\""},
    {"limits.batch_items", "1000"},
    {"limits.labels", "32"},
    {"limits.parents", "64"},
    {"limits.text_size", "\"4KiB\""},
    {"limits.turn_commands", "1024"},
    {"storage.db", ""},
    {"storage.durability", "\"full\""},
    {"storage.retention", "\"none\""},
    {"storage.cleanup_interval", "\"1m\""},
    {"storage.cleanup_on_start", "true"},
    {"storage.keep_ended", "\"10m\""},
    {"storage.most_ended", "100000"},
    {"storage.remembered_commands", "100000"},
    {"storage.snapshot_events", "200000"},
    {"sockets.command_endpoint", ""},
    {"sockets.event_endpoint", ""},
    {"sockets.event_queue", "100000"},
    {"sockets.heartbeat_interval", "\"1s\""},
    {"logging.level", "\"info\""},
    {"logging.format", "\"text\""},
    {"logging.detailed_events", "false"},
};

struct Sample {
  std::string toml;
  std::string text;  // the same without quotes, as the environment and the flags have it
};

Sample sample_of_text(const std::string& text) {
  return {"\"" + text + "\"", text};
}

// Two values, neither of them the default.
std::vector<Sample> samples_of(const ConfigKey& key) {
  const ConfigValue unset = key.read(Config{});
  switch (key.type) {
    case KeyType::boolean:
      return {std::get<bool>(unset) ? Sample{"false", "false"} : Sample{"true", "true"}};
    case KeyType::count: {
      const std::string number = std::to_string(key.most - 1);
      return {{number, number}};
    }
    case KeyType::size:
      return {sample_of_text("1KiB"), {"1025", "1025"}};
    case KeyType::duration:
      return {sample_of_text("777ms"), sample_of_text("2s")};
    case KeyType::word:
      return {sample_of_text(std::string(key.words.back()))};
    case KeyType::path:
      return {sample_of_text("/elsewhere/the log.db"), sample_of_text("relative.db")};
    case KeyType::endpoint:
      break;
  }
  return {sample_of_text("ipc:///elsewhere/socket"), sample_of_text("tcp://127.0.0.1:*")};
}

std::string line_of(const ConfigKey& key, const Sample& sample) {
  return "[" + std::string(key.section) + "]\n" + std::string(key.name) + " = " + sample.toml + "\n";
}

std::string set_flag(const ConfigKey& key, const Sample& sample) {
  return "--set=" + key.path() + "=" + sample.text;
}

std::string effective(const LoadedConfig& loaded, const ConfigKey& key) {
  return format_value(key, key.read(loaded.config));
}

std::string expected(const ConfigKey& key, const Sample& sample) {
  return format_value(key, parse_value(key, Untyped{sample.text}));
}

const std::string& origin(const LoadedConfig& loaded, const ConfigKey& key) {
  return loaded.origins[index_of(key)];
}

}  // namespace

TEST_CASE("the keys and their defaults are the documented ones", "[config]") {
  const LoadedConfig loaded = Home().load();
  std::set<std::string> seen;
  for (const ConfigKey& key : config_keys()) {
    CAPTURE(key.path());
    REQUIRE(documented_defaults.contains(key.path()));
    CHECK(seen.insert(key.path()).second);
    CHECK(default_value(key) == documented_defaults.at(key.path()));
    if (key.computed.empty()) CHECK(effective(loaded, key) == documented_defaults.at(key.path()));
    CHECK(origin(loaded, key) == "default");
  }
  CHECK(seen.size() == documented_defaults.size());
}

TEST_CASE("every key is explained, has its limits around its default, and a name that no other section has",
          "[config]") {
  std::set<std::string_view> names;
  for (const ConfigKey& key : config_keys()) {
    CAPTURE(key.path());
    CHECK_FALSE(key.help.empty());
    CHECK(key.help.ends_with('.'));
    CHECK(names.insert(key.name).second);
    const ConfigValue unset = key.read(Config{});
    if (const auto* number = std::get_if<std::int64_t>(&unset)) {
      CHECK(*number >= key.least);
      CHECK(*number <= key.most);
    }
    CHECK((key.computed.empty() || !key.example.empty()));
  }
}

TEST_CASE("every key can be set in the file", "[config]") {
  for (const ConfigKey& key : config_keys()) {
    for (const Sample& sample : samples_of(key)) {
      Home home;
      home.write_config(line_of(key, sample));
      CAPTURE(line_of(key, sample));
      const LoadedConfig loaded = home.load();
      CHECK(effective(loaded, key) == expected(key, sample));
      CHECK(origin(loaded, key) == home.file() + ":2");
    }
  }
}

TEST_CASE("every key can be set by its environment variable, which overrides the file", "[config]") {
  for (const ConfigKey& key : config_keys()) {
    const std::vector<Sample> samples = samples_of(key);
    Home home;
    home.write_config(line_of(key, samples.front()));
    home.variables[key.variable()] = samples.back().text;
    CAPTURE(key.variable());
    const LoadedConfig loaded = home.load();
    CHECK(effective(loaded, key) == expected(key, samples.back()));
    CHECK(origin(loaded, key) == "environment variable " + key.variable());
  }
}

TEST_CASE("every key can be set by --set, which overrides the environment", "[config]") {
  for (const ConfigKey& key : config_keys()) {
    const std::vector<Sample> samples = samples_of(key);
    Home home;
    home.variables[key.variable()] = samples.front().text;
    CAPTURE(key.path());
    const LoadedConfig loaded = home.load({set_flag(key, samples.back())});
    CHECK(effective(loaded, key) == expected(key, samples.back()));
    CHECK(origin(loaded, key) == "--set");
  }
}

TEST_CASE("a flag of the key's own goes before --set, and the last of two counts", "[config]") {
  std::set<std::string> flags;
  for (const ConfigKey& key : config_keys()) {
    if (key.flag.empty()) continue;
    const std::string flag = "--" + std::string(key.flag);
    flags.insert(flag);
    const std::vector<Sample> samples = samples_of(key);
    const LoadedConfig loaded =
        Home().load({flag, samples.front().text, flag + "=" + samples.back().text, set_flag(key, samples.front())});
    CAPTURE(flag);
    CHECK(effective(loaded, key) == expected(key, samples.back()));
    CHECK(origin(loaded, key) == flag);
  }
  CHECK(flags == std::set<std::string>{"--command-endpoint", "--db", "--durability", "--event-endpoint", "--log-format",
                                       "--log-level"});
}

TEST_CASE("numbers may be as low and as high as is said, and no further", "[config]") {
  for (const ConfigKey& key : config_keys()) {
    if (key.most == 0) continue;
    const auto given = [&](std::int64_t amount) {
      const std::string unit = key.type == KeyType::duration ? "ms" : "";
      return Home().fault({"--set", key.path() + "=" + std::to_string(amount) + unit});
    };
    CAPTURE(key.path());
    CHECK(given(key.least) == "");
    CHECK(given(key.most) == "");
    CHECK(given(key.most + 1) != "");
    CHECK(given(key.least - 1) != "");
  }
}

TEST_CASE("none, never, forever and 0 mean the same, where there may be none", "[config]") {
  for (const ConfigKey& key : config_keys()) {
    if (key.type != KeyType::duration) continue;
    CAPTURE(key.path());
    for (const std::string word : {"\"none\"", "\"never\"", "\"forever\"", "0", "\"0\"", "\"0s\""}) {
      Home home;
      home.write_config(line_of(key, {word, ""}));
      const bool is_word = word.size() > 4;
      CAPTURE(word);
      CHECK(home.fault().empty() == (is_word ? !key.zero.empty() : key.least == 0));
    }
  }
}

}  // namespace cancel::daemon::test
