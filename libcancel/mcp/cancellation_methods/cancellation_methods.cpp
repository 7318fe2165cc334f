#include "cancellation_methods/cancellation_methods.hpp"

#include <utility>

#include "cancel/wire/name_rules.hpp"
#include "cancel/wire/utf8.hpp"
#include "cancellation_methods/cancellation_params.hpp"
#include "cancellation_methods/token_book.hpp"
#include "cancellation_methods/token_view.hpp"

namespace cancel::mcp {

namespace {

constexpr Millis token_ttl{86'400'000};  // how long the daemon keeps one under which nothing runs

SharedTokenOptions token_options(const RequestFacts& caller) {
  SharedTokenOptions options;
  if (caller.session_token != CancellationToken()) options.parents.emplace_back(caller.session_token);
  options.ttl = token_ttl;
  options.labels = {{"mcp.method", "cancellation/create"}};
  if (is_utf8(caller.session)) options.labels.emplace("mcp.session", cut_utf8(caller.session, 1'024));
  return options;
}

std::string peer_of(const RequestFacts& caller) {
  return "mcp:" + (caller.client.empty() ? caller.session : caller.client);
}

MethodOptions quick_method(std::string name) {
  MethodOptions options;
  options.name = std::move(name);
  options.quick = true;
  return options;
}

}  // namespace

CancellationMethods::CancellationMethods(CancellationPorts ports)
    : ports_(std::move(ports)), book_(std::make_shared<TokenBook>()) {}

CancellationMethods::~CancellationMethods() = default;

void CancellationMethods::add_methods(MethodTable& methods) {
  methods.add(quick_method("cancellation/create"),
              [this](RequestContext& context, const Json& params) { return create(context, params); });
  methods.add(quick_method("cancellation/cancel"),
              [this](RequestContext& context, const Json& params) { return cancel(context, params); });
  methods.add(quick_method("cancellation/status"),
              [this](RequestContext& context, const Json& params) { return status(context, params); });
  methods.add(quick_method("cancellation/list"),
              [this](RequestContext& context, const Json&) { return list(context); });
}

CallerToken CancellationMethods::shared_token(RequestContext& context, const std::optional<std::string>& id) {
  const RequestFacts& caller = context.request();
  if (id) return {*id, find(caller.owner, *id)};
  const BookedToken made = book_->create(ports_.client, caller.owner, "", token_options(caller));
  context.on_end([book = book_, owner = caller.owner, made_id = made.id](const CancellationToken&) {
    book->may_drop(owner, made_id);
  });
  return {made.id, made.group->token()};
}

CancellationToken CancellationMethods::find(const std::string& owner, const std::string& id) {
  if (const auto token = book_->find(owner, id)) return token->group->token();
  if (const auto call = ports_.find(owner, id)) return call->token;
  if (ports_.client == nullptr || !is_utf8(id) || !is_name(id, longest_id)) return {};
  return ports_.client->watch(ports_.client->name(id));
}

void CancellationMethods::forget(const std::string& owner) {
  book_->forget(owner);
}

JsonText CancellationMethods::create(RequestContext& context, const Json& params) {
  const RequestFacts& caller = context.request();
  const auto id = optional_token_id_of(params);
  return view_of(book_->create(ports_.client, caller.owner, id.value_or(""), token_options(caller)));
}

JsonText CancellationMethods::cancel(RequestContext& context, const Json& params) {
  const std::string id = token_id_of(params);
  CancellationWish wish;
  wish.reason = cancellation_reason_of(params);
  wish.requested_by = peer_of(context.request());
  if (!cancel(context.request().owner, id, wish)) throw no_such_token(id);
  return JsonText::written(R"({"success":true})");
}

bool CancellationMethods::cancel(const std::string& owner, const std::string& id, const CancellationWish& wish) {
  Cancellation why;
  why.reason = wish.reason;
  why.cause = wish.cause;
  why.requested_by = wish.requested_by;
  if (const auto token = book_->wish(owner, id, why)) {
    // Its callbacks are not this thread's business, which reads what comes from the peer.
    ports_.canceller->post([group = token->group, wish] { group->cancel(wish); });
    return true;
  }
  if (const auto call = ports_.find(owner, id)) {
    call->cancel(wish);
    return true;
  }
  if (!ports_.executor->status(id, owner)) return false;
  ports_.canceller->post([executor = ports_.executor, id, owner, wish] { executor->cancel(id, owner, wish); });
  return true;
}

JsonText CancellationMethods::status(RequestContext& context, const Json& params) {
  const std::string id = token_id_of(params);
  const std::string& owner = context.request().owner;
  if (const auto token = book_->find(owner, id)) return view_of(*token);
  if (const auto call = ports_.find(owner, id)) return view_of(*call);
  if (const auto operation = ports_.executor->status(id, owner)) return view_of(*operation);
  throw no_such_token(id);
}

// Those that belong to everybody who knows their ids are not told to those who do not.
JsonText CancellationMethods::list(RequestContext& context) {
  const std::string& owner = context.request().owner;
  JsonWriter json;
  json.begin_object().key("tokens").begin_array();
  if (!owner.empty()) {
    for (const BookedToken& token : book_->of(owner)) json.value(view_of(token));
    for (const VisibleCall& call : ports_.running(owner)) json.value(view_of(call));
    for (const OperationStatus& operation : ports_.executor->list(owner)) json.value(view_of(operation));
  }
  return json.end_array().end_object().take();
}

}  // namespace cancel::mcp
