#include "cancellation_methods/token_book.hpp"

#include <algorithm>
#include <chrono>
#include <stdexcept>

#include "cancel/mcp/protocol.hpp"

namespace cancel::mcp {

namespace {

constexpr Millis kept_when_full{3'600'000};  // older tokens make room for new ones

Timestamp now() {
  return std::chrono::time_point_cast<Timestamp::duration>(std::chrono::system_clock::now());
}

// The same id may be in use by another owner, or by another program's part of this process: then it is a name of its
// own in the log.
std::shared_ptr<const GroupToken> make(Client* client, SharedTokenOptions options) {
  try {
    return std::make_shared<const GroupToken>(client, options);
  } catch (const std::invalid_argument&) {
    options.id = random_name();
    return std::make_shared<const GroupToken>(client, std::move(options));
  }
}

McpError exists(const std::string& id) {
  JsonWriter data;
  data.begin_object().member("name", "TokenExists").member("id", id).end_object();
  return McpError(-31010, "There is a token of that id already: " + id, data.take());
}

McpError too_many() {
  JsonWriter data;
  data.begin_object().member("name", "LimitExceeded").member("limit", "cancellation tokens");
  data.member("value", static_cast<std::uint64_t>(TokenBook::most_of_an_owner)).end_object();
  return McpError(code::limit_exceeded, "Too many cancellation tokens", data.take());
}

}  // namespace

std::optional<Cancellation> BookedToken::cancellation() const {
  if (auto done = group->token().cancellation()) return done;
  return wish;
}

BookedToken TokenBook::create(Client* client, const std::string& owner, std::string id, SharedTokenOptions options) {
  BookedToken token;
  token.id = id.empty() ? random_name() : std::move(id);
  options.id = token.id;
  if (find(owner, token.id)) throw exists(token.id);
  token.group = make(client, std::move(options));
  token.created_at = now();
  std::vector<BookedToken> dropped;
  const std::lock_guard hold(lock_);
  Tokens& tokens = by_owner_[owner];
  if (tokens.size() >= most_of_an_owner) drop_old(tokens, dropped);
  if (tokens.size() >= most_of_an_owner) throw too_many();
  token.number = ++last_;
  if (!tokens.emplace(token.id, token).second) throw exists(token.id);
  return token;
}

void TokenBook::drop_old(Tokens& tokens, std::vector<BookedToken>& dropped) {
  const Timestamp limit = now() - kept_when_full;
  for (auto at = tokens.begin(); at != tokens.end();) {
    if (at->second.created_at >= limit && !at->second.is_free) {
      ++at;
      continue;
    }
    dropped.push_back(std::move(at->second));
    at = tokens.erase(at);
  }
}

std::optional<BookedToken> TokenBook::find(const std::string& owner, const std::string& id) const {
  const std::lock_guard hold(lock_);
  const auto tokens = by_owner_.find(owner);
  if (tokens == by_owner_.end()) return std::nullopt;
  const auto found = tokens->second.find(id);
  if (found == tokens->second.end()) return std::nullopt;
  return found->second;
}

std::optional<BookedToken> TokenBook::wish(const std::string& owner, const std::string& id, const Cancellation& why) {
  const std::lock_guard hold(lock_);
  const auto tokens = by_owner_.find(owner);
  if (tokens == by_owner_.end()) return std::nullopt;
  const auto found = tokens->second.find(id);
  if (found == tokens->second.end()) return std::nullopt;
  if (!found->second.wish) found->second.wish = why;
  return found->second;
}

std::vector<BookedToken> TokenBook::of(const std::string& owner) const {
  std::vector<BookedToken> found;
  {
    const std::lock_guard hold(lock_);
    const auto tokens = by_owner_.find(owner);
    if (tokens == by_owner_.end()) return found;
    for (const auto& [id, token] : tokens->second) found.push_back(token);
  }
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.number < b.number; });
  return found;
}

void TokenBook::may_drop(const std::string& owner, const std::string& id) {
  const std::lock_guard hold(lock_);
  const auto tokens = by_owner_.find(owner);
  if (tokens == by_owner_.end()) return;
  const auto found = tokens->second.find(id);
  if (found != tokens->second.end()) found->second.is_free = true;
}

void TokenBook::forget(const std::string& owner) {
  Tokens forgotten;  // outlives the lock
  const std::lock_guard hold(lock_);
  const auto tokens = by_owner_.find(owner);
  if (tokens == by_owner_.end()) return;
  forgotten = std::move(tokens->second);
  by_owner_.erase(tokens);
}

}  // namespace cancel::mcp
