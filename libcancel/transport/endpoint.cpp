#include "cancel/transport/endpoint.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>

#include "endpoint_syntax.hpp"

namespace cancel {
namespace {

std::optional<std::string> read(const Environment& environment, const char* name) {
  std::optional<std::string> value = environment(name);
  return value && value->empty() ? std::nullopt : value;
}

bool is_folder_of_ours(const std::string& path) {
  struct stat status {};
  return ::lstat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode) && status.st_uid == ::geteuid();
}

std::optional<std::string> user_runtime_folder(const Environment& environment) {
  const std::optional<std::string> told = read(environment, "XDG_RUNTIME_DIR");
  if (told && told->front() == '/') return told;
  std::string usual = "/run/user/" + std::to_string(::geteuid());
  return is_folder_of_ours(usual) ? std::optional(std::move(usual)) : std::nullopt;
}

std::string default_endpoint(const char* name, const Environment& environment) {
  return "ipc://" + default_folders(environment).back() + "/" + name;
}

struct Sources {
  const std::optional<std::string>& flag;
  const char* variable;
  const std::optional<std::string>& configured;
  const char* default_name;
};

std::string resolve(const Sources& sources, EndpointUse use, const Environment& environment) {
  if (sources.flag) return transport::checked_endpoint(*sources.flag, use);
  if (const auto value = read(environment, sources.variable)) return transport::checked_endpoint(*value, use);
  if (sources.configured) return transport::checked_endpoint(*sources.configured, use);
  return transport::checked_endpoint(default_endpoint(sources.default_name, environment), use);
}

}  // namespace

std::optional<std::string> process_environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

Endpoints resolve_endpoints(const EndpointOverrides& flags, EndpointUse use, const Environment& environment,
                            const EndpointOverrides& configured) {
  Endpoints endpoints{
      resolve({flags.command, "CANCEL_COMMAND_ENDPOINT", configured.command, "command"}, use, environment),
      resolve({flags.event, "CANCEL_EVENT_ENDPOINT", configured.event, "event"}, use, environment)};
  if (transport::same_place(endpoints.command, endpoints.event)) {
    throw EndpointError(endpoints.event, "commands and events need two different endpoints");
  }
  return endpoints;
}

std::vector<std::string> default_folders(const Environment& environment) {
  if (const auto runtime = user_runtime_folder(environment)) return {*runtime + "/canceld"};
  const std::string ours = "/tmp/canceld-" + std::to_string(::geteuid());
  return {ours, ours + "/canceld"};
}

}  // namespace cancel
