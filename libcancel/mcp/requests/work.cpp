#include "cancel/mcp/work.hpp"

#include <algorithm>
#include <utility>

#include "cancel/wire/name_rules.hpp"
#include "cancel/wire/utf8.hpp"
#include "requests/local_token.hpp"

namespace cancel::mcp {

namespace {

constexpr Millis farthest_deadline{std::chrono::hours{24 * 365 * 100}};  // nanoseconds of it can be counted

CancellationSource begin_here(const OperationOptions& options) {
  CancellationSource source = local_source(options.parents);
  if (options.deadline) source.cancel_after(std::min(*options.deadline, farthest_deadline));
  return source;
}

// A peer says names, too: with one that is none the daemon would not record the work.
bool is_usable(const Parent& parent) {
  const auto* name = std::get_if<TokenName>(&parent.content());
  return name == nullptr || (is_utf8(name->space) && is_utf8(name->id) && is_name(name->space, longest_namespace) &&
                             is_name(name->id, longest_id));
}

// An operation; or a token of this process where there is no client, or where the daemon, which this client was told
// to wait for, will not have it: work of an MCP server never depends on the daemon.
std::variant<CancellationSource, Operation> begin(Client* client, OperationOptions& options) {
  if (client == nullptr) return begin_here(options);
  std::erase_if(options.parents, [](const Parent& parent) { return !is_usable(parent); });
  try {
    return client->start(options);
  } catch (const OutboxFull&) {
  } catch (const DaemonUnavailable&) {
  } catch (const CommandRefused&) {
  }
  return begin_here(options);
}

}  // namespace

Work::Work(Client* client, OperationOptions options) : content_(begin(client, options)) {
  if (const auto* operation = std::get_if<Operation>(&content_)) {
    name_ = operation->name();
    token_ = operation->token();
  } else {
    name_ = local_name(options.id, options.space);
    token_ = std::get<CancellationSource>(content_).token();
  }
}

Work::Work(Work&& other) noexcept
    : name_(std::move(other.name_)),
      token_(std::move(other.token_)),
      content_(std::move(other.content_)),
      finished_(std::exchange(other.finished_, true)) {}

Work& Work::operator=(Work&& other) noexcept {
  if (this == &other) return *this;
  Work old(std::move(*this));  // ends it
  name_ = std::move(other.name_);
  token_ = std::move(other.token_);
  content_ = std::move(other.content_);
  finished_ = std::exchange(other.finished_, true);
  return *this;
}

Work::~Work() {
  // An operation tells its end by itself.
  if (const auto* source = std::get_if<CancellationSource>(&content_); source != nullptr && !finished_) {
    source->complete();
  }
}

void Work::cancel(CancellationWish wish) const {
  if (const auto* operation = std::get_if<Operation>(&content_)) return operation->cancel(std::move(wish));
  cancel_source(std::get<CancellationSource>(content_), std::move(wish));
}

void Work::finish(Outcome outcome, std::optional<std::string> error, std::optional<std::string> result) {
  if (std::exchange(finished_, true)) return;
  if (auto* operation = std::get_if<Operation>(&content_)) {
    return operation->finish(outcome, std::move(error), std::move(result));
  }
  std::get<CancellationSource>(content_).complete();
}

}  // namespace cancel::mcp
