#include "server/capabilities.hpp"

#include "server/server_core.hpp"

namespace cancel::mcp::detail {

namespace {

void write_extensions(JsonWriter& json, const ServerCore& server, Era era) {
  const bool with_tasks = era == Era::modern && server.offers_tasks();
  if (server.extensions.empty() && !with_tasks) return;
  json.key("extensions").begin_object();
  for (const auto& [name, settings] : server.extensions) json.member(name, settings);
  if (with_tasks && server.extensions.count(std::string(meta::tasks_extension)) == 0) {
    json.member(meta::tasks_extension, server.long_calls->capability(era));
  }
  json.end_object();
}

}  // namespace

JsonText capabilities_of(const ServerCore& server, Era era, std::string_view version) {
  JsonWriter json;
  json.begin_object();
  if (!server.tools.in_order().empty()) json.key("tools").begin_object().member("listChanged", true).end_object();
  if (server.catalog.has_prompts()) json.key("prompts").begin_object().member("listChanged", true).end_object();
  if (server.catalog.has_resources()) {
    json.key("resources").begin_object().member("subscribe", true).member("listChanged", true).end_object();
  }
  if (server.catalog.has_completions()) json.key("completions").begin_object().end_object();
  json.key("logging").begin_object().end_object();
  if (era == Era::legacy && version == latest_legacy_version && server.offers_tasks()) {
    json.member("tasks", server.long_calls->capability(era));
  }
  write_extensions(json, server, era);
  return json.end_object().take();
}

}  // namespace cancel::mcp::detail
