#include "cancel/client/shared_token.hpp"

#include "open_client.hpp"

using namespace cancel::c;

namespace {

cancel::SharedTokenOptions shared_token_options(const cancel_shared_token_options* given, const std::string& space) {
  const cancel_shared_token_options known = known_options(given, cancel_shared_token_options_init, "options");
  cancel::SharedTokenOptions options;
  options.id = text_or(known.id, "id", {});
  options.space = text(known.space, "space");
  options.parents = parents(known, options.space.value_or(space));
  options.ttl = length(known.ttl_ms, "ttl_ms");
  options.labels = labels(known.labels, known.label_count);
  return options;
}

}  // namespace

void cancel_shared_token_options_init(cancel_shared_token_options* options, size_t size) {
  cancel_shared_token_options defaults{};
  defaults.ttl_ms = CANCEL_NONE;
  set_options(options, size, defaults);
}

int cancel_shared_token_create(cancel_client* client, const cancel_shared_token_options* options,
                               cancel_shared_token** shared, cancel_error** error) {
  return guarded(error, [&] {
    cancel_shared_token*& made = place(shared, "shared");
    cancel_client& open = open_client(client);
    cancel::SharedToken created = open.client.create(shared_token_options(options, open.space));
    TokenHandle token = new_handle(created.token());
    made = new cancel_shared_token{std::move(created), std::move(token)};
  });
}

const char* cancel_shared_token_space(const cancel_shared_token* shared) {
  return shared == nullptr ? nullptr : shared->shared.name().space.c_str();
}

const char* cancel_shared_token_id(const cancel_shared_token* shared) {
  return shared == nullptr ? nullptr : shared->shared.name().id.c_str();
}

cancel_token* cancel_shared_token_token(const cancel_shared_token* shared) {
  return shared == nullptr ? nullptr : cancel_token_retain(shared->token.get());
}

int cancel_shared_token_cancel(cancel_shared_token* shared, const cancel_wish* wish_given, cancel_error** error) {
  return guarded(error, [&] { required(shared, "shared").shared.cancel(wish(wish_given)); });
}

void cancel_shared_token_free(cancel_shared_token* shared) {
  delete shared;
}
