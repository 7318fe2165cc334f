#include <sys/stat.h>

#include <catch2/catch.hpp>

#include "cancel/store/log_unusable.hpp"
#include "config/default_paths.hpp"
#include "config_fixture.hpp"

namespace cancel::daemon::test {
namespace fs = std::filesystem;

TEST_CASE("without file, variables and flags, the log and the sockets are in the user's own folders", "[config]") {
  Home home;
  Config config = home.load().config;
  CHECK(config.db == home.folder.path(".local/state/canceld/cancel.db"));
  CHECK(config.db_is_default);
  CHECK(config.command_endpoint == "ipc://" + home.folder.path("canceld/command"));
  CHECK(config.event_endpoint == "ipc://" + home.folder.path("canceld/event"));

  home.variables["XDG_STATE_HOME"] = "/state";
  config = home.load().config;
  CHECK(config.db == "/state/canceld/cancel.db");
}

TEST_CASE("a relative or empty XDG variable counts as unset", "[config]") {
  Home home;
  for (const char* value : {"", "relative/folder"}) {
    home.variables["XDG_STATE_HOME"] = value;
    home.variables["XDG_CONFIG_HOME"] = value;
    CHECK(home.load().config.db == home.folder.path(".local/state/canceld/cancel.db"));
    CHECK(home.load().file == std::nullopt);
  }
}

TEST_CASE("the user's own file is read where it exists, and an explicit one in its place", "[config]") {
  Home home;
  CHECK(home.load().file == std::nullopt);

  fs::create_directories(home.folder.path(".config/canceld"));
  const std::string own = home.folder.path(".config/canceld/canceld.toml");
  std::ofstream(own) << "[logging]\nlevel = \"warn\"\n";
  CHECK(home.load().file == own);
  CHECK(home.load().config.log_level == LogLevel::warn);

  home.write_config("[logging]\nformat = \"json\"\n");
  const LoadedConfig loaded = home.load();
  CHECK(loaded.file == home.file());
  CHECK(loaded.config.log_level == LogLevel::info);
  CHECK(loaded.config.log_format == LogFormat::json);
}

TEST_CASE("XDG_CONFIG_HOME says where the user's own file is", "[config]") {
  Home home;
  fs::create_directories(home.folder.path("elsewhere/canceld"));
  std::ofstream(home.folder.path("elsewhere/canceld/canceld.toml")) << "[daemon]\nenabled = false\n";
  home.variables["XDG_CONFIG_HOME"] = home.folder.path("elsewhere");
  CHECK_FALSE(home.load().config.enabled);
}

TEST_CASE("the endpoints come from flag, own variable, shared variable, file, in this order", "[config]") {
  Home home;
  home.write_config("[sockets]\ncommand_endpoint = \"ipc:///file\"\n");
  CHECK(home.load().config.command_endpoint == "ipc:///file");
  home.variables["CANCEL_COMMAND_ENDPOINT"] = "ipc:///shared";
  CHECK(home.load().config.command_endpoint == "ipc:///shared");
  home.variables["CANCELD_SOCKETS_COMMAND_ENDPOINT"] = "ipc:///own";
  CHECK(home.load().config.command_endpoint == "ipc:///own");
  CHECK(home.load({"--command-endpoint", "ipc:///flag"}).config.command_endpoint == "ipc:///flag");
}

TEST_CASE("CANCEL_EVENT_ENDPOINT overrides the default, and an empty one does not", "[config]") {
  Home home;
  home.variables["CANCEL_EVENT_ENDPOINT"] = "tcp://127.0.0.1:7412";
  CHECK(home.load().config.event_endpoint == "tcp://127.0.0.1:7412");
  home.variables["CANCEL_EVENT_ENDPOINT"] = "";
  CHECK(home.load().config.event_endpoint == "ipc://" + home.folder.path("canceld/event"));
}

TEST_CASE("values reach the service in its own units", "[config]") {
  Home home;
  home.write_config(R"(
cancellation = { default_timeout = "5m", graceful_timeout = "0s", token_expiry = "1h" }
limits.max_operations = 0
limits.message_size = "64KiB"
[storage]
retention = "30d"
durability = "normal"
)");
  const Config config = home.load().config;
  CHECK(config.service.policy.default_deadline == Millis{300'000});
  CHECK(config.service.policy.grace == Millis{0});
  CHECK(config.service.policy.default_ttl == Millis{3'600'000});
  CHECK(config.service.policy.max_operations == 0);
  CHECK(config.request.message_bytes == 65'536);
  CHECK(config.service.retention == Millis{2'592'000'000});
  CHECK(config.durability == Durability::normal);
}

TEST_CASE("the command line says what is to be done", "[config]") {
  Home home;
  CHECK(home.load().task == Task::run);
  CHECK(home.load({"--check-config"}).task == Task::check_config);
  CHECK(home.load({"--print-config"}).task == Task::print_config);
  const LoadedConfig version = home.load({"--version"});
  CHECK(version.task == Task::tell);
  CHECK(version.text.starts_with("canceld "));
  const LoadedConfig help = home.load({"--help"});
  CHECK(help.task == Task::tell);
  for (const char* part : {"--db FILE", "--config FILE", "--set SECTION.KEY=VALUE", "--durability full|normal",
                           "Examples:", "Exit codes:", "CANCELD_SECTION_KEY"}) {
    CAPTURE(part);
    CHECK(help.text.find(part) != std::string::npos);
  }
}

TEST_CASE("loading the configuration makes no folder", "[config]") {
  const Home home;
  home.load();
  CHECK(fs::is_empty(home.folder.path()));
}

TEST_CASE("the folders of the default log are made for their owner only", "[config]") {
  const TemporaryFolder folder;
  make_private_folder_of(folder.path(".local/state/canceld/cancel.db"));
  make_private_folder_of(folder.path(".local/state/canceld/cancel.db"));
  for (const char* name : {".local", ".local/state", ".local/state/canceld"}) {
    struct stat status {};
    REQUIRE(::stat(folder.path(name).c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0700);
  }
  std::ofstream(folder.path("file")) << "not a folder";
  CHECK_THROWS_AS(make_private_folder_of(folder.path("file/canceld/cancel.db")), LogUnusable);
}

}  // namespace cancel::daemon::test
