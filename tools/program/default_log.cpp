#include "program/default_log.hpp"

#include <filesystem>
#include <optional>
#include <system_error>
#include <variant>

#include <rapidjson/document.h>

#include "cancel/client/daemon_endpoints.hpp"
#include "cancel/client/messaging.hpp"
#include "cancel/client/rpc_client.hpp"
#include "program/failure.hpp"
#include "program/state_folder.hpp"
#include "text/duration.hpp"

namespace cancel::program {

namespace {

std::string default_place() {
  return state_folder("the log", "use --db FILE") / "cancel.db";
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
