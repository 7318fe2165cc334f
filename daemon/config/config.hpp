#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "cancel/domain/policy.hpp"
#include "cancel/service/options.hpp"
#include "cancel/store/sqlite_event_log.hpp"
#include "log/log_level.hpp"

namespace cancel {

constexpr std::array<std::string_view, 2> words_of(Durability) {
  return {"full", "normal"};
}

}  // namespace cancel

namespace cancel::daemon {

// Everything that an operator decides. The values here are the defaults; config_keys() names, describes and checks
// them.
struct Config {
  bool enabled = true;

  ServiceOptions service;  // its version and endpoints are filled in by the program
  RequestLimits request;

  std::string db;  // the log's file; empty until load_config() has found the default
  bool db_is_default = true;
  Durability durability = Durability::full;

  std::string command_endpoint;  // likewise
  std::string event_endpoint;
  std::uint64_t event_queue = 100'000;

  LogLevel log_level = LogLevel::info;
  LogFormat log_format = LogFormat::text;
  bool detailed_events = false;
};

}  // namespace cancel::daemon
