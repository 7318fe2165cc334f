#include "cancel/client/client.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "cancel/system/random_ids.hpp"
#include "cancel/token/callback_thread.hpp"
#include "cancel/wire/name_rules.hpp"
#include "cancel/wire/utf8.hpp"
#include "runtime/core.hpp"
#include "runtime/local_cancel.hpp"
#include "runtime/loop.hpp"
#include "runtime/parents.hpp"
#include "runtime/start_confirmed.hpp"
#include "runtime/texts.hpp"

namespace cancel {

using client::Core;
using client::TrackedToken;

namespace {

constexpr Millis farthest_deadline{std::chrono::hours{24 * 365 * 100}};  // nanoseconds of it can be counted

void check(const std::string& text, std::size_t most, const char* what) {
  if (is_utf8(text) && is_name(text, most)) return;
  throw std::invalid_argument(std::string(what) + " \"" + client::fit_text(text) + "\": must have 1 to " +
                              std::to_string(most) +
                              " bytes, without spaces and control characters, not begin with '$'");
}

void check(const TokenName& name) {
  check(name.space, longest_namespace, "namespace");
  check(name.id, longest_id, "id");
}

TokenName name_for(const Core& core, std::string id, std::optional<std::string> space) {
  TokenName name{space ? *std::move(space) : core.options().space, id.empty() ? RandomIds().next() : std::move(id)};
  check(name);
  return name;
}

Labels fit(Labels labels) {
  Labels fitted;
  for (auto& [key, value] : labels) fitted.emplace(client::fit_text(key), client::fit_text(std::move(value)));
  return fitted;
}

std::invalid_argument taken(const TokenName& name) {
  return std::invalid_argument("token \"" + name.id + "\" of namespace \"" + name.space + "\" exists in this process");
}

// What somebody else named is followed, so that it reaches this process whatever the daemon knows of it now.
std::vector<Parent> watched(Client& client, const std::vector<Parent>& parents) {
  std::vector<Parent> followed;
  for (const Parent& parent : parents) {
    if (const auto* name = std::get_if<TokenName>(&parent.content())) {
      followed.emplace_back(client.watch(*name));
    } else if (const auto* id = std::get_if<std::string>(&parent.content())) {
      followed.emplace_back(client.watch(client.name(*id)));
    } else {
      followed.push_back(parent);
    }
  }
  return followed;
}

StartOperation command_of(const Core& core, OperationOptions options, std::vector<TokenName> parents) {
  StartOperation start;
  start.name = name_for(core, std::move(options.id), std::move(options.space));
  start.parents = std::move(parents);
  if (options.tool) start.tool = client::fit_text(*std::move(options.tool));
  start.request_id = std::move(options.request_id);
  if (start.request_id) {
    if (auto* text = std::get_if<std::string>(&*start.request_id)) *text = client::fit_text(std::move(*text));
  }
  start.deadline = options.deadline;
  start.grace = options.grace;
  start.force = options.force;
  start.labels = fit(std::move(options.labels));
  return start;
}

}  // namespace

Client::Client(ClientOptions options) : core_(Core::make(std::move(options))) {}

Client::~Client() {
  if (core_) close();
}

Client::Client(Client&&) noexcept = default;

Client& Client::operator=(Client&& other) noexcept {
  if (core_ && core_ != other.core_) close();
  core_ = std::move(other.core_);
  return *this;
}

Operation Client::start(OperationOptions options) {
  core_->check_process();
  client::Parents parents = client::find_parents(*core_, options.parents);
  client::Parents optional = client::find_parents(*core_, watched(*this, options.optional_parents));
  client::append(parents, optional);
  const auto deadline = options.deadline;
  StartOperation start = command_of(*core_, std::move(options), std::move(parents.names));
  const auto tracked = std::make_shared<TrackedToken>(core_, std::move(start));
  tracked->set_optional_parents(std::move(optional.names));
  const auto entered = core_->registry().enter(tracked, parents.tokens);
  if (!entered.made) throw taken(tracked->name());
  const CancellationSource source(entered.node);
  if (deadline) source.cancel_after(std::min(*deadline, farthest_deadline));
  Operation operation(core_, tracked, source.token());
  if (source.token().has_reached(Stage::requested)) {
    core_->outbox().drop(*tracked);  // it never runs
  } else if (core_->options().require_daemon) {
    client::start_confirmed(*core_, tracked, source);
  } else {
    core_->record_start(tracked);
  }
  return operation;
}

SharedToken Client::create(SharedTokenOptions options) {
  core_->check_process();
  client::Parents parents = client::find_parents(*core_, options.parents);
  CreateToken create;
  create.name = name_for(*core_, std::move(options.id), std::move(options.space));
  create.parents = std::move(parents.names);
  create.ttl = options.ttl;
  create.labels = fit(std::move(options.labels));
  const auto tracked = std::make_shared<TrackedToken>(core_, std::move(create));
  const auto entered = core_->registry().enter(tracked, parents.tokens);
  if (!entered.made) throw taken(tracked->name());
  core_->record_creation(tracked);
  // Born cancelled, perhaps under a token that the daemon does not know.
  if (const auto why = entered.node.get()->cancellation()) core_->record_cancellation(tracked, *why);
  return SharedToken(core_, tracked, CancellationToken(entered.node));
}

CancellationToken Client::watch(const TokenName& name) {
  core_->check_process();
  check(name);
  if (detail::NodeReference present = core_->registry().find(name)) return CancellationToken(std::move(present));
  const auto entered = core_->registry().enter(std::make_shared<TrackedToken>(core_, TrackedToken::Watched{name}), {});
  if (entered.made) core_->loop().post([core = core_.get(), name] { core->loop().look_up(name); });
  return CancellationToken(entered.node);
}

void Client::cancel(const TokenName& name, CancellationWish wish, bool remember) {
  core_->check_process();
  check(name);
  client::cancel_by_name(*core_, name, std::move(wish), remember);
}

Subscription Client::subscribe(FollowOptions options) {
  core_->check_process();
  options.connection = core_->options().connection;
  const auto feed = core_->loop().new_feed(options);
  if (!core_->loop().post([core = core_.get(), feed] { core->loop().add(feed); })) feed->end();
  return Subscription(core_, feed);
}

TokenName Client::name(std::string id) const {
  return {core_->options().space, std::move(id)};
}

ClientStanding Client::standing() const {
  core_->check_process();
  return core_->standing();
}

OutboxStatistics Client::outbox() const {
  core_->check_process();
  return core_->outbox().statistics();
}

bool Client::flush(Millis timeout) {
  core_->check_process();
  return core_->flush(timeout);
}

void Client::close() {
  core_->close();
}

}  // namespace cancel
