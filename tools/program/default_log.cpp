#include "program/default_log.hpp"

#include <pwd.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <system_error>
#include <variant>

#include <rapidjson/document.h>

#include "cancel/client/daemon_endpoints.hpp"
#include "cancel/client/messaging.hpp"
#include "cancel/client/rpc_client.hpp"
#include "program/failure.hpp"
#include "text/duration.hpp"

namespace cancel::program {

namespace {

// A relative path counts as unset, as the XDG specification has it.
std::optional<std::string> absolute_path(const char* path) {
  if (path == nullptr || *path != '/') return std::nullopt;
  return path;
}

std::optional<std::string> home_folder() {
  if (auto home = absolute_path(std::getenv("HOME"))) return home;
  const passwd* user = getpwuid(geteuid());
  return absolute_path(user == nullptr ? nullptr : user->pw_dir);
}

std::string default_place() {
  constexpr const char* file = "/canceld/cancel.db";
  if (const auto state = absolute_path(std::getenv("XDG_STATE_HOME"))) return *state + file;
  const auto home = home_folder();
  if (!home) throw Failure(ExitCode::usage, "there is no home folder, so the log has no default place: use --db FILE");
  return *home + "/.local/state" + file;
}

// The member "log" of a result of server/info; empty where there is none.
std::optional<std::string> log_in(const std::string& info) {
  rapidjson::Document document;
  document.Parse<rapidjson::kParseIterativeFlag>(info.data(), info.size());
  if (document.HasParseError() || !document.IsObject()) return std::nullopt;
  const rapidjson::Value& members = document;
  const auto log = members.FindMember("log");
  if (log == members.MemberEnd() || !log->value.IsString()) return std::nullopt;
  return std::string(log->value.GetString(), log->value.GetStringLength());
}

std::optional<std::string> log_of_daemon(const std::string& endpoint, Millis timeout) {
  Messaging messaging;
  RpcClient client(messaging, endpoint);
  const CallResult result = client.call("server/info", "{}", timeout);
  const auto* info = std::get_if<RpcResult>(&result);
  return info == nullptr ? std::nullopt : log_in(info->json);
}

bool exists(const std::string& file) {
  std::error_code unreadable;  // what can not be looked at may be there: whoever opens it says why it can not be read
  const bool found = std::filesystem::exists(file, unreadable);
  return found || unreadable;
}

}  // namespace

std::string default_log(const Settings& settings) {
  // The log can be read without the daemon, so nobody waits for it as long as for an order.
  const Millis timeout = settings.timeout_given ? settings.timeout : Millis{1'000};
  const std::string endpoint = find_daemon(settings.command_endpoint, settings.event_endpoint).command;
  if (auto log = log_of_daemon(endpoint, timeout)) return *log;
  const std::string file = default_place();
  if (exists(file)) return file;
  throw Failure(ExitCode::no_daemon, "no daemon at " + endpoint + " within " + text::duration_text(timeout) +
                                         ", and no log at " + file + "; name one with --db");
}

}  // namespace cancel::program
