#include <catch2/catch.hpp>

#include "config/config_file.hpp"
#include "config_fixture.hpp"

namespace cancel::daemon::test {
namespace {

struct FileFault {
  std::string text;
  std::string line;  // what is told, behind the file's name
};

const FileFault file_faults[] = {
    {"[limits]\nmax_tokens = \"lots\"\n",
     ":2: limits.max_tokens: \"lots\" is not allowed: a whole number from 0 to 1000000000; 0: no limit"},
    {"[limits]\nmax_tokens = -1\n",
     ":2: limits.max_tokens: -1 is not allowed: a whole number from 0 to 1000000000; 0: no limit"},
    {"[limits]\nmax_tokens = 1.5\n",
     ":2: limits.max_tokens: a number with a fraction is not allowed: a whole number from 0 to 1000000000; 0: no "
     "limit"},
    {"[limits]\nlabels = [1, 2]\n", ":2: limits.labels: a list is not allowed: a whole number from 1 to 32"},
    {"[limits.labels]\nmost = 2\n", ":1: limits.labels: a table is not allowed: a whole number from 1 to 32"},
    {"[limits]\nlabels = 2026-11-20\n",
     ":2: limits.labels: a date or time is not allowed: a whole number from 1 to 32"},
    {"[limits]\nmessage_size = \"2MiB\"\n",
     ":2: limits.message_size: \"2MiB\" is not allowed: a size from 1KiB to 1MiB, as \"64KiB\" or 65536"},
    {"[limits]\nmessage_size = true\n",
     ":2: limits.message_size: true is not allowed: a size from 1KiB to 1MiB, as \"64KiB\" or 65536"},
    {"\n\n[cancellation]\n  graceful_timeout = 30\n",
     ":4: cancellation.graceful_timeout: 30 is not allowed: a duration from 0s to 36500d, with a unit (ms, s, m, h, "
     "d)"},
    {"[cancellation]\ngraceful_timeout = \"never\"\n",
     ":2: cancellation.graceful_timeout: \"never\" is not allowed: a duration from 0s to 36500d, with a unit (ms, s, "
     "m, "
     "h, d)"},
    {"[storage]\nretention = \"1 week\"\n",
     ":2: storage.retention: \"1 week\" is not allowed: a duration from 0s to 36500d, with a unit (ms, s, m, h, d); "
     "\"none\": for ever"},
    {"[storage]\ncleanup_interval = 0\n",
     ":2: storage.cleanup_interval: 0 is not allowed: a duration from 10ms to 1d, with a unit (ms, s, m, h, d)"},
    {"[sockets]\nheartbeat_interval = \"0s\"\n",
     ":2: sockets.heartbeat_interval: \"0s\" is not allowed: a duration from 10ms to 1h, with a unit (ms, s, m, h, d)"},
    {"[storage]\ndurability = \"some\"\n",
     ":2: storage.durability: \"some\" is not allowed: one of \"full\", \"normal\""},
    {"[storage]\ndurability = true\n", ":2: storage.durability: true is not allowed: one of \"full\", \"normal\""},
    {"[storage]\ndb = \"\"\n", ":2: storage.db: \"\" is not allowed: the path of a file, printable and in UTF-8"},
    {"[storage]\ndb = \"a\\nb\"\n",
     ":2: storage.db: \"a\\nb\" is not allowed: the path of a file, printable and in UTF-8"},
    {"[daemon]\nenabled = \"true\"\n", ":2: daemon.enabled: \"true\" is not allowed: true or false"},
    {"[daemon]\nenabled = 1\n", ":2: daemon.enabled: 1 is not allowed: true or false"},
    {"[sockets]\ncommand_endpoint = \"http://x\"\n",
     ":2: sockets.command_endpoint: http://x: an endpoint begins with ipc:// or tcp://"},
    {"[limits]\nmax_token = 5\n", ":2: limits.max_token: unknown key; did you mean limits.max_tokens?"},
    {"[limits]\n\"two\\nlines\" = 5\n", ":2: limits.\"two\\nlines\": unknown key"},
    {"[limits]\ngraceful_timeout = \"1s\"\n",
     ":2: limits.graceful_timeout: unknown key; did you mean cancellation.graceful_timeout?"},
    {"[limit]\nmax_tokens = 5\n", ":1: [limit]: unknown section; did you mean limits?"},
    {"[xyzzy]\n", ":1: [xyzzy]: unknown section"},
    {"max_tokens = 5\n", ":1: max_tokens: unknown key outside all sections; did you mean limits.max_tokens?"},
    {"no_such_key = 5\n", ":1: no_such_key: unknown key outside all sections"},
    {"limits = 5\n", ":1: limits: is a section: write [limits] and its keys below"},
    {"[[limits]]\nmax_tokens = 5\n", ":1: limits: is a section: write [limits] and its keys below"},
};

}  // namespace

TEST_CASE("what is wrong in the file is told in one line with file, line, key and what is allowed", "[config]") {
  for (const FileFault& expected : file_faults) {
    Home home;
    home.write_config(expected.text);
    CHECK(home.fault() == home.file() + expected.line);
  }
}

TEST_CASE("text that is not TOML is told with file and line", "[config]") {
  for (const char* text : {"[limits]\nmax_tokens = = 5\n", "[limits]\nmax_tokens = 5\nmax_tokens = 6\n", "[limits\n",
                           "[limits]\nx = \"\xFF\"\n", "a\0b\n"}) {
    Home home;
    home.write_config(text);
    const std::string fault = home.fault();
    CAPTURE(text);
    CHECK(fault.starts_with(home.file() + ":"));
    CHECK(fault.find(": not TOML: ") != std::string::npos);
    CHECK(fault.find('\n') == std::string::npos);
  }
}

TEST_CASE("of several faults the first one in the file is told", "[config]") {
  Home home;
  home.write_config("[storage]\ndurability = \"some\"\n[limits]\nlabels = 0\n[daemon]\nenabled = 2\n");
  CHECK(home.fault().starts_with(home.file() + ":2: storage.durability: "));
}

TEST_CASE("a file that is named must be there and readable", "[config]") {
  const Home home;
  CHECK(home.fault({"--config", "/no/such/file.toml"}) ==
        "/no/such/file.toml: the configuration can't be read: No such file or directory");
  CHECK(home.fault({"--config", home.folder.path()}) ==
        home.folder.path() + ": the configuration can't be read: Is a directory");
  CHECK(home.fault({"--config", "/dev/zero"}) == "/dev/zero: the configuration is larger than 1MiB");
}

TEST_CASE("a wrong value in the environment is told with the variable", "[config]") {
  Home home;
  home.variables["CANCELD_LIMITS_LABELS"] = "33";
  CHECK(
      home.fault() ==
      "environment variable CANCELD_LIMITS_LABELS: limits.labels: \"33\" is not allowed: a whole number from 1 to 32");
  home.variables = {{"HOME", home.folder.path()}, {"CANCEL_EVENT_ENDPOINT", "nonsense"}};
  CHECK(home.fault() ==
        "environment variable CANCEL_EVENT_ENDPOINT: sockets.event_endpoint: nonsense: an endpoint "
        "begins with ipc:// or tcp://");
}

TEST_CASE("a variable of a section that names none of its keys is an error, any other is somebody else's", "[config]") {
  Home home;
  home.variables["CANCELD_BUILD"] = "x";
  home.variables["CANCELD"] = "x";
  home.variables["CANCELDX_LIMITS_LABEL"] = "x";
  CHECK(home.fault() == "");
  home.variables["CANCELD_LIMITS_LABEL"] = "5";
  CHECK(home.fault() == "environment variable CANCELD_LIMITS_LABEL: names no key; did you mean CANCELD_LIMITS_LABELS?");
}

TEST_CASE("a wrong value on the command line is told with the flag", "[config]") {
  const Home home;
  CHECK(home.fault({"--log-level", "loud"}) ==
        "--log-level: logging.level: \"loud\" is not allowed: one of \"trace\", "
        "\"debug\", \"info\", \"warn\", \"error\", \"off\"");
  CHECK(home.fault({"--set", "storage.cleanup_interval=0"}) ==
        "--set: storage.cleanup_interval: \"0\" is not allowed: a duration from 10ms to 1d, with a unit (ms, s, m, h, "
        "d)");
  CHECK(home.fault({"--set", "limits.max_tokens=1 000"}).starts_with("--set: limits.max_tokens: \"1 000\" is not"));
  CHECK(home.fault({"--db", ""}).starts_with("--db: storage.db: \"\" is not allowed"));
  CHECK(home.fault({"--db", "\xFF.db"}).starts_with("--db: storage.db: \"\\xff.db\" is not allowed"));
}

TEST_CASE("a flag that does not exist is told with the nearest that does", "[config]") {
  const Home home;
  CHECK(home.fault({"--bogus"}) == "--bogus: no such flag (see canceld --help)");
  CHECK(home.fault({"--log-levl=info"}) == "--log-levl: no such flag; did you mean --log-level? (see canceld --help)");
  CHECK(home.fault({"file.toml"}) == "file.toml: canceld takes flags only (see canceld --help)");
  CHECK(home.fault({"two\nlines"}) == "\"two\\nlines\": canceld takes flags only (see canceld --help)");
  CHECK(home.fault({"--db"}).starts_with("--db: "));
}

TEST_CASE("--set needs a key and a value", "[config]") {
  const Home home;
  CHECK(home.fault({"--set", "limits.labels"}) == "--set: limits.labels: is not of the form SECTION.KEY=VALUE");
  CHECK(home.fault({"--set", "labels=5"}) == "--set: labels: unknown key; did you mean limits.labels?");
  CHECK(home.fault({"--set", "=5"}) == "--set: \"\": unknown key");
  CHECK(home.fault({"--set", "limits.label=5"}) == "--set: limits.label: unknown key; did you mean limits.labels?");
}

TEST_CASE("commands and events can't share an endpoint", "[config]") {
  const Home home;
  CHECK(home.fault({"--command-endpoint", "ipc:///x", "--event-endpoint", "ipc:///x"}) ==
        "--command-endpoint: sockets.command_endpoint: ipc:///x: commands and events need two different endpoints");
}

TEST_CASE("an endpoint that others could reach over the network needs keys, and is refused", "[config]") {
  CHECK(Home()
            .fault({"--event-endpoint", "tcp://0.0.0.0:7412"})
            .starts_with("--event-endpoint: sockets.event_endpoint: "));
}

}  // namespace cancel::daemon::test
