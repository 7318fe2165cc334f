#include "server/listening.hpp"

#include <utility>
#include <vector>

#include "server/call.hpp"
#include "server/dispatch.hpp"
#include "server/messages.hpp"
#include "server/request_facts.hpp"
#include "server/server_core.hpp"
#include "server/session_core.hpp"

namespace cancel::mcp::detail {

namespace {

constexpr std::size_t most_uris = 10'000;

ListenFilter read_filter(const ServerCore& server, const Json& params) {
  const Json* wanted = find(params, "notifications");
  if (wanted == nullptr || !wanted->IsObject()) throw wrong_param("notifications", "is missing, or no object");
  ListenFilter filter;
  filter.tools = find_bool(*wanted, "toolsListChanged").value_or(false) && !server.tools.in_order().empty();
  filter.prompts = find_bool(*wanted, "promptsListChanged").value_or(false) && server.catalog.has_prompts();
  filter.resources = find_bool(*wanted, "resourcesListChanged").value_or(false) && server.catalog.has_resources();
  const Json* uris = find(*wanted, "resourceSubscriptions");
  if (uris == nullptr || !server.catalog.has_resources()) return filter;
  if (!uris->IsArray() || uris->Size() > most_uris) throw wrong_param("resourceSubscriptions", "is no list of URIs");
  for (const Json& uri : uris->GetArray()) {
    if (!uri.IsString()) throw wrong_param("resourceSubscriptions", "has something that is no URI");
    filter.uris.emplace(uri.GetString(), uri.GetStringLength());
  }
  return filter;
}

JsonText honoured(const ListenFilter& filter) {
  JsonWriter json;
  json.begin_object();
  if (filter.tools) json.member("toolsListChanged", true);
  if (filter.prompts) json.member("promptsListChanged", true);
  if (filter.resources) json.member("resourcesListChanged", true);
  if (!filter.uris.empty()) {
    json.key("resourceSubscriptions").begin_array();
    for (const std::string& uri : filter.uris) json.value(uri);
    json.end_array();
  }
  return json.end_object().take();
}

bool wants(const ListenFilter& filter, Change what) {
  switch (what) {
    case Change::tools:
      return filter.tools;
    case Change::prompts:
      return filter.prompts;
    case Change::resources:
      return filter.resources;
  }
  return false;
}

}  // namespace

std::string_view method_of(Change what) {
  switch (what) {
    case Change::tools:
      return "notifications/tools/list_changed";
    case Change::prompts:
      return "notifications/prompts/list_changed";
    case Change::resources:
      return "notifications/resources/list_changed";
  }
  return {};
}

Listening::Listening(ServerCore& server, std::shared_ptr<IncomingRequest> request, ListenFilter filter)
    : server_(server), request_(std::move(request)), filter_(std::move(filter)) {}

// {"io.modelcontextprotocol/subscriptionId":ID}, for `_meta`.
JsonText Listening::subscription() const {
  return JsonWriter().begin_object().member(meta::subscription_id, request_->id()).end_object().take();
}

void Listening::acknowledge() {
  JsonWriter params;
  params.begin_object().member("_meta", subscription()).member("notifications", honoured(filter_)).end_object();
  request_->send(MessageKind::notification,
                 notification_message("notifications/subscriptions/acknowledged", params.take()));
}

void Listening::notify(std::string_view method, const JsonText& params) {
  std::string text = R"({"_meta":)" + subscription().text() + '}';
  if (params.text() != "{}") text.replace(text.size() - 1, 1, ',' + params.text().substr(1));
  request_->send(MessageKind::notification, notification_message(method, JsonText::written(std::move(text))));
}

void Listening::watch() {
  cancelled_.emplace(request_->token(), Stage::requested, [this] { end(); });
}

// Where the peer cancelled it, nothing goes out; else this is its graceful end.
void Listening::end() {
  const auto self = shared_from_this();
  server_.listeners.remove(this);
  if (request_->is_open()) {
    JsonWriter result;
    result.begin_object().member("_meta", subscription()).end_object();
    request_->answer(result_message(request_->id(), modern_result(result.take(), server_.server_info)));
  }
  request_->finish(Outcome::stopped);
}

void Listeners::add(const std::shared_ptr<Listening>& listening) {
  const std::lock_guard hold(lock_);
  listening->acknowledge();
  all_.emplace(listening.get(), listening);
}

void Listeners::remove(const Listening* listening) {
  std::shared_ptr<Listening> removed;  // outlives the lock
  const std::lock_guard hold(lock_);
  const auto found = all_.find(listening);
  if (found == all_.end()) return;
  removed = std::move(found->second);
  all_.erase(found);
}

void Listeners::changed(Change what) {
  const std::lock_guard hold(lock_);
  for (const auto& [key, listening] : all_) {
    if (wants(listening->filter(), what)) listening->notify(method_of(what), JsonText::written("{}"));
  }
}

void Listeners::updated(const std::string& uri) {
  const std::lock_guard hold(lock_);
  for (const auto& [key, listening] : all_) {
    if (listening->filter().uris.count(uri) == 0) continue;
    listening->notify("notifications/resources/updated", data_of("uri", uri));
  }
}

void listen(const std::shared_ptr<SessionCore>& session, const std::shared_ptr<RequestFacts>& facts,
            const std::shared_ptr<MessageChannel>& channel) {
  ServerCore& server = session->server();
  ListenFilter filter;
  try {
    read_facts(*facts, session->peer(), session->options().only);
    if (server.is_draining()) throw server.shutting_down();
    filter = read_filter(server, params_of(*facts));
  } catch (const McpError& error) {
    return Call::start(session, facts, refusal(error), channel);
  }
  session->peer().spoke_modern(facts->protocol_version, facts->client);
  auto request = session->begin(*facts, CallPlan{}, channel);
  if (request == nullptr) return channel->request_over(false);
  const auto listening = std::make_shared<Listening>(server, request, std::move(filter));
  server.listeners.add(listening);
  listening->watch();
  if (server.is_draining()) request->cancel(server.shutdown_wish());
}

}  // namespace cancel::mcp::detail
