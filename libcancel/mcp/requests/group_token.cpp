#include <utility>

#include "cancel/mcp/work.hpp"
#include "requests/local_token.hpp"

namespace cancel::mcp {

namespace {

std::variant<CancellationSource, SharedToken> make(Client* client, const SharedTokenOptions& options) {
  if (client != nullptr) return client->create(options);
  return local_source(options.parents);
}

}  // namespace

GroupToken::GroupToken(Client* client, SharedTokenOptions options) : content_(make(client, options)) {
  if (const auto* shared = std::get_if<SharedToken>(&content_)) {
    name_ = shared->name();
    token_ = shared->token();
  } else {
    name_ = local_name(options.id, options.space);
    token_ = std::get<CancellationSource>(content_).token();
  }
}

GroupToken::GroupToken(GroupToken&&) noexcept = default;
GroupToken& GroupToken::operator=(GroupToken&&) noexcept = default;
GroupToken::~GroupToken() = default;

void GroupToken::cancel(CancellationWish wish) const {
  if (const auto* shared = std::get_if<SharedToken>(&content_)) return shared->cancel(std::move(wish));
  cancel_source(std::get<CancellationSource>(content_), std::move(wish));
}

}  // namespace cancel::mcp
