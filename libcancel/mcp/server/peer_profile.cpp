#include "server/peer_profile.hpp"

#include <algorithm>

#include "cancel/wire/utf8.hpp"
#include "server/messages.hpp"

namespace cancel::mcp::detail {

namespace {

constexpr std::size_t longest_client = 200;
constexpr std::size_t most_subscriptions = 10'000;

}  // namespace

std::string client_of(const Json* client_info) {
  if (client_info == nullptr) return {};
  std::string client = find_text(*client_info, "name").value_or("");
  if (const auto version = find_text(*client_info, "version")) client += ' ' + *version;
  return std::string(cut_utf8(client, longest_client));
}

std::optional<Era> PeerProfile::era() const {
  const std::lock_guard hold(lock_);
  return era_;
}

std::string PeerProfile::protocol_version() const {
  const std::lock_guard hold(lock_);
  return version_;
}

std::string PeerProfile::client() const {
  const std::lock_guard hold(lock_);
  return client_;
}

std::string PeerProfile::initialize(const Json& params) {
  const auto wanted = find_text(params, "protocolVersion");
  if (!wanted) throw wrong_param("protocolVersion", "is missing");
  const bool known = std::find(legacy_versions.begin(), legacy_versions.end(), *wanted) != legacy_versions.end();
  const Json* capabilities = find(params, "capabilities");
  const std::lock_guard hold(lock_);
  era_ = Era::legacy;
  version_ = known ? *wanted : std::string(latest_legacy_version);
  client_ = client_of(find(params, "clientInfo"));
  capabilities_ =
      capabilities != nullptr && capabilities->IsObject() ? JsonText::of(*capabilities) : JsonText::written("{}");
  return version_;
}

void PeerProfile::initialized() {
  const std::lock_guard hold(lock_);
  is_initialized_ = true;
}

void PeerProfile::spoke_modern(const std::string& version, const std::string& client) {
  const std::lock_guard hold(lock_);
  if (era_ == Era::legacy) return;
  era_ = Era::modern;
  version_ = version;
  client_ = client;
}

void PeerProfile::set_log_level(LogLevel level) {
  const std::lock_guard hold(lock_);
  log_level_ = level;
}

void PeerProfile::subscribe(const std::string& uri) {
  const std::lock_guard hold(lock_);
  if (subscriptions_.size() >= most_subscriptions && subscriptions_.count(uri) == 0) {
    throw McpError(code::limit_exceeded, "this session has too many subscriptions", data_of("name", "LimitExceeded"));
  }
  subscriptions_.insert(uri);
}

void PeerProfile::unsubscribe(const std::string& uri) {
  const std::lock_guard hold(lock_);
  subscriptions_.erase(uri);
}

bool PeerProfile::has_subscribed(const std::string& uri) const {
  const std::lock_guard hold(lock_);
  return subscriptions_.count(uri) != 0;
}

bool PeerProfile::takes_notifications() const {
  const std::lock_guard hold(lock_);
  return era_ == Era::legacy && is_initialized_;
}

void PeerProfile::complete(RequestFacts& facts) const {
  const std::lock_guard hold(lock_);
  facts.protocol_version = version_.empty() || era_ != Era::legacy ? std::string(latest_legacy_version) : version_;
  facts.client = client_;
  facts.client_capabilities = capabilities_;
  facts.log_level = log_level_;
}

}  // namespace cancel::mcp::detail
