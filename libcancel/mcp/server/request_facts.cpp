#include "server/request_facts.hpp"

#include <algorithm>

#include "cancel/wire/name_rules.hpp"
#include "cancel/wire/utf8.hpp"
#include "server/messages.hpp"
#include "server/peer_profile.hpp"

namespace cancel::mcp::detail {

namespace {

constexpr std::size_t longest_label = 1'024;

const Json* meta_of(const Json& message) {
  const Json* params = find(message, "params");
  return params != nullptr ? find(*params, "_meta") : nullptr;
}

McpError wrong_meta(std::string_view key, std::string_view what) {
  return wrong_param("_meta." + std::string(key), what);
}

void check_version(const std::string& version) {
  if (std::find(modern_versions.begin(), modern_versions.end(), version) != modern_versions.end()) return;
  JsonWriter data;
  data.begin_object().key("supported").begin_array();
  for (const std::string_view supported : modern_versions) data.value(supported);
  data.end_array().member("requested", version).end_object();
  throw McpError(code::unsupported_version, "Unsupported protocol version: " + version, data.take());
}

std::optional<LogLevel> log_level_in(const Json& meta) {
  const Json* level = find(meta, meta::log_level);
  if (level == nullptr) return std::nullopt;
  const auto known = log_level_of(find_text(meta, meta::log_level).value_or(""));
  if (!known) throw wrong_meta(meta::log_level, "is no log level");
  return known;
}

void read_modern(RequestFacts& facts) {
  const Json* meta = facts.meta();
  if (meta == nullptr || !meta->IsObject()) throw wrong_param("_meta", "is missing");
  const auto version = find_text(*meta, meta::protocol_version);
  if (!version) throw wrong_meta(meta::protocol_version, "is missing, or no string");
  const Json* capabilities = find(*meta, meta::client_capabilities);
  if (capabilities == nullptr || !capabilities->IsObject()) {
    throw wrong_meta(meta::client_capabilities, "is missing, or no object");
  }
  check_version(*version);
  facts.protocol_version = *version;
  facts.client_capabilities = JsonText::of(*capabilities);
  facts.client = client_of(find(*meta, meta::client_info));
  facts.log_level = log_level_in(*meta);
}

std::optional<JsonText> progress_token_in(const RequestFacts& facts) {
  const Json* meta = facts.meta();
  const Json* token = meta != nullptr ? find(*meta, "progressToken") : nullptr;
  if (token == nullptr || !to_request_id(*token)) return std::nullopt;
  return JsonText::of(*token);
}

std::optional<Parent> caller_in(const Json& meta) {
  const Json* token = find(meta, meta::caller_token);
  if (token == nullptr) return std::nullopt;
  const auto id = token->IsString() ? find_text(meta, meta::caller_token) : find_text(*token, "id");
  if (!id || !is_utf8(*id) || !is_name(*id, longest_id)) return std::nullopt;
  if (token->IsString()) return Parent(*id);
  const std::string space = find_text(*token, "namespace").value_or(std::string(default_namespace));
  if (!is_utf8(space) || !is_name(space, longest_namespace)) return std::nullopt;
  return Parent(TokenName{space, *id});
}

void add_label(Labels& labels, const char* key, std::string_view value) {
  if (value.empty()) return;
  if (auto label = label_of(value)) labels.emplace(key, std::move(*label));
}

}  // namespace

std::optional<std::string> label_of(std::string_view text) {
  if (!is_utf8(text)) return std::nullopt;
  return std::string(cut_utf8(text, longest_label));
}

Era era_of(const Json& message, std::string_view method, const PeerProfile& peer) {
  const Json* meta = meta_of(message);
  if (meta != nullptr && find(*meta, meta::protocol_version) != nullptr) return Era::modern;
  if (method == "initialize") return Era::legacy;
  return peer.era().value_or(Era::legacy);
}

void read_facts(RequestFacts& facts, const PeerProfile& peer, std::optional<Era> only) {
  const Json* params = facts.params();
  if (params != nullptr && !params->IsObject()) throw McpError(code::invalid_params, "params is no object");
  // A session of the modern era alone asks of every request what that era demands.
  if (only == Era::legacy && facts.era == Era::modern) {
    throw wrong_param("_meta", "this session was opened by `initialize`, and its requests name no version");
  }
  if (only == Era::modern) facts.era = Era::modern;
  facts.progress_token = progress_token_in(facts);
  if (facts.era == Era::modern) return read_modern(facts);
  peer.complete(facts);
}

OperationOptions operation_of(const RequestFacts& facts, const std::string& transport) {
  OperationOptions operation;
  add_label(operation.labels, "mcp.session", facts.session);
  add_label(operation.labels, "mcp.method", facts.method);
  add_label(operation.labels, "mcp.client", facts.client);
  add_label(operation.labels, "mcp.transport", transport);
  if (facts.session_token != CancellationToken()) operation.parents.emplace_back(facts.session_token);
  const Json* meta = facts.meta();
  if (meta == nullptr) return operation;
  if (auto caller = caller_in(*meta)) operation.optional_parents.push_back(std::move(*caller));
  for (const char* name : {"traceparent", "tracestate", "baggage"}) {
    add_label(operation.labels, name, find_text(*meta, name).value_or(""));
  }
  return operation;
}

}  // namespace cancel::mcp::detail
