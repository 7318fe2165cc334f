#include "server/session_token.hpp"

#include <stdexcept>

namespace cancel::mcp::detail {

namespace {

constexpr Millis ttl{7 * 86'400'000};  // for the log, where this process ends without a word

std::shared_ptr<GroupToken> make(Client* client, const std::string& session, const Labels& labels) {
  SharedTokenOptions options;
  options.id = session;
  options.labels = labels;
  options.ttl = ttl;
  try {
    return std::make_shared<GroupToken>(client, options);
  } catch (const std::invalid_argument&) {  // no name for the log, or taken
    options.id = random_name();
    return std::make_shared<GroupToken>(client, options);
  }
}

}  // namespace

CancellationToken SessionToken::get(Client* client, const std::string& session, const Labels& labels) {
  const std::lock_guard hold(lock_);
  if (group_ == nullptr && !given_up_) group_ = make(client, session, labels);
  return group_ != nullptr ? group_->token() : CancellationToken();
}

std::shared_ptr<GroupToken> SessionToken::give_up() {
  const std::lock_guard hold(lock_);
  if (given_up_) return nullptr;
  given_up_ = true;
  return group_;
}

}  // namespace cancel::mcp::detail
