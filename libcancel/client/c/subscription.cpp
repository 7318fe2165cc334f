#include "cancel/client/subscription.hpp"

#include "item.hpp"
#include "open_client.hpp"

using namespace cancel::c;

namespace {

cancel::EventType event_type(const char* given) {
  const std::string word = required_text(given, "a type");
  const auto type = cancel::from_string<cancel::EventType>(word);
  if (!type) throw std::invalid_argument("there is no type of event \"" + word + "\"");
  return *type;
}

std::optional<cancel::Position> position(std::int64_t given) {
  if (given == CANCEL_NONE) return std::nullopt;
  if (given < 0) throw std::invalid_argument("after must be a position, or CANCEL_NONE");
  return static_cast<cancel::Position>(given);
}

cancel::FollowOptions follow_options(const cancel_subscription_options* given) {
  const cancel_subscription_options known = known_options(given, cancel_subscription_options_init, "options");
  cancel::FollowOptions options;
  options.after = position(known.after);
  options.filter.space = text(known.space, "space");
  options.filter.token = text(known.token, "token");
  if (known.type_count != 0) required(known.types, "types");
  for (std::size_t index = 0; index < known.type_count; ++index) {
    options.filter.types.push_back(event_type(known.types[index]));
  }
  return options;
}

}  // namespace

void cancel_subscription_options_init(cancel_subscription_options* options, size_t size) {
  cancel_subscription_options defaults{};
  defaults.after = CANCEL_NONE;
  set_options(options, size, defaults);
}

int cancel_client_subscribe(cancel_client* client, const cancel_subscription_options* options,
                            cancel_subscription** subscription, cancel_error** error) {
  return guarded(error, [&] {
    cancel_subscription*& made = place(subscription, "subscription");
    cancel_client& open = open_client(client);
    made = new cancel_subscription{open.client.subscribe(follow_options(options)), open.closed};
  });
}

void cancel_subscription_free(cancel_subscription* subscription) {
  delete subscription;
}

int cancel_subscription_next(cancel_subscription* subscription, int64_t timeout_ms, cancel_item** item,
                             cancel_error** error) {
  return guarded(error, [&] {
    cancel_item*& given = place(item, "item");
    cancel_subscription& asked = required(subscription, "subscription");
    const cancel::Millis timeout = patience(timeout_ms, "timeout_ms");
    for (;;) {
      if (auto found = asked.subscription.next(timeout)) {
        given = new cancel_item(item_of(*std::move(found)));
        return CANCEL_OK;
      }
      if (asked.closed->load()) throw Failure(CANCEL_ERROR_CLOSED, "the client was closed");
      if (timeout_ms != CANCEL_NONE) return CANCEL_ERROR_TIMED_OUT;
    }
  });
}
