#include "config/load_config.hpp"

#include <functional>
#include <string_view>
#include <utility>

#include "cancel/transport/endpoint.hpp"
#include "config/config_file.hpp"
#include "config/default_paths.hpp"

namespace cancel::daemon {
namespace {

constexpr std::string_view by_default = "default";

void apply(LoadedConfig& loaded, const Assignment& assignment) {
  const ConfigKey& key = *assignment.key;
  try {
    key.write(loaded.config, parse_value(key, assignment.value));
  } catch (const ConfigError& error) {
    throw fault(assignment.origin, key.path(), error.what());
  }
  loaded.origins[index_of(key)] = assignment.origin;
}

void apply_all(LoadedConfig& loaded, const std::vector<Assignment>& assignments) {
  for (const Assignment& assignment : assignments) apply(loaded, assignment);
}

const std::string& origin_of(const LoadedConfig& loaded, std::string_view section, std::string_view name) {
  return loaded.origins[index_of(*find_key(section, name))];
}

void find_db(LoadedConfig& loaded, const Variables& variables) {
  loaded.config.db_is_default = loaded.config.db.empty();
  if (!loaded.config.db_is_default) return;
  const auto db = default_db(variables);
  if (!db) throw fault(std::string(by_default), "storage.db", "there is no home folder; name the log with --db FILE");
  loaded.config.db = *db;
}

std::optional<std::string> if_given(const std::string& endpoint) {
  return endpoint.empty() ? std::nullopt : std::optional(endpoint);
}

// Of the two endpoints the one that `error` is about, since its text begins with it.
ConfigError endpoint_fault(const LoadedConfig& loaded, const std::string& error) {
  const std::string& command = loaded.config.command_endpoint;
  const bool is_command = !command.empty() && error.starts_with(command + ": ");
  const char* name = is_command ? "command_endpoint" : "event_endpoint";
  return fault(origin_of(loaded, "sockets", name), std::string("sockets.") + name, error);
}

void find_endpoints(LoadedConfig& loaded, const Variables& variables) {
  // The variables of the endpoints themselves have been read; what is left to ask for is where the default folders are.
  const auto runtime_folder = [&](const std::string& name) {
    return name == "XDG_RUNTIME_DIR" ? value_of(variables, name) : std::nullopt;
  };
  Config& config = loaded.config;
  try {
    Endpoints found = resolve_endpoints({if_given(config.command_endpoint), if_given(config.event_endpoint)},
                                        EndpointUse::bind, runtime_folder);
    config.command_endpoint = std::move(found.command);
    config.event_endpoint = std::move(found.event);
  } catch (const EndpointError& error) {
    throw endpoint_fault(loaded, error.what());
  }
}

}  // namespace

LoadedConfig load_config(int argc, const char* const* argv, const Variables& variables) {
  CommandLine line = parse_command_line(argc, argv);
  LoadedConfig loaded{line.task, std::move(line.text), {}, {}, {}};
  if (loaded.task == Task::tell) return loaded;
  loaded.origins.assign(config_keys().size(), std::string(by_default));
  loaded.file = line.config_file ? line.config_file : default_config_file(variables);
  if (loaded.file) apply_all(loaded, read_config_file(*loaded.file));
  apply_all(loaded, read_environment(variables));
  apply_all(loaded, line.assignments);
  find_db(loaded, variables);
  find_endpoints(loaded, variables);
  return loaded;
}

}  // namespace cancel::daemon
