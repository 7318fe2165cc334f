#include <algorithm>
#include <cstring>

#include "client_options.hpp"
#include "notice_target.hpp"
#include "open_client.hpp"

using namespace cancel::c;

namespace {

// Tells notices to a target for as long as that is there.
void tell_to(const std::shared_ptr<NoticeTarget>& target, cancel::ClientOptions& options) {
  options.on_notice = [watched = std::weak_ptr(target)](const cancel::Notice& notice) {
    if (const auto present = watched.lock()) present->tell(notice);
  };
}

cancel_client* opened(const cancel_client_options& known, UserData user) {
  cancel::ClientOptions options = client_options(known);
  std::shared_ptr<NoticeTarget> target;
  if (known.notice != nullptr) {
    target = std::make_shared<NoticeTarget>(known.notice, std::move(user));
    tell_to(target, options);
  }
  std::string space = options.space;
  return new cancel_client{.space = std::move(space), .notice = target, .client = cancel::Client(std::move(options))};
}

// Gives what this library knows to a caller who may know less or more.
template <typename Figures>
void give(Figures* figures, Figures known, const char* what) {
  const std::size_t size = required(figures, what).size;
  if (size < sizeof known) throw std::invalid_argument(std::string(what) + " has a wrong size");
  set_options(figures, size, known);
}

}  // namespace

int cancel_client_open(const cancel_client_options* options, cancel_client** client, cancel_error** error) {
  return guarded(error, [&] {
    const cancel_client_options known = known_client_options(options);
    UserData user(known.notice_user, known.notice_destroy);
    cancel_client*& made = place(client, "client");
    made = opened(known, std::move(user));
  });
}

void cancel_client_close(cancel_client* client) {
  if (client == nullptr) return;
  static_cast<void>(guarded(nullptr, [&] {
    const std::lock_guard lock(client->closing);
    client->closed->store(true);
    client->client.close();
    client->notice.reset();
  }));
}

void cancel_client_free(cancel_client* client) {
  cancel_client_close(client);
  delete client;
}

int cancel_client_flush(cancel_client* client, int64_t timeout_ms, cancel_error** error) {
  return guarded(error, [&] {
    cancel_client& open = open_client(client);
    if (open.client.flush(patience(timeout_ms, "timeout_ms"))) return CANCEL_OK;
    open_client(client);  // throws where it was closed meanwhile
    return CANCEL_ERROR_TIMED_OUT;
  });
}

int cancel_client_statistics(const cancel_client* client, cancel_statistics* statistics, cancel_error** error) {
  return guarded(error, [&] {
    const cancel::OutboxStatistics outbox = required(client, "client").client.outbox();
    give(statistics,
         {.size = 0,
          .waiting = outbox.waiting,
          .delivered = outbox.delivered,
          .refused = outbox.refused,
          .dropped_details = outbox.dropped_details,
          .dropped_operations = outbox.dropped_operations},
         "statistics");
  });
}

int cancel_client_standing(const cancel_client* client, cancel_standing* standing, cancel_error** error) {
  return guarded(error, [&] {
    const cancel::ClientStanding seen = required(client, "client").client.standing();
    cancel_standing told{};
    told.connected = seen.connected ? 1 : 0;
    told.position = seen.position;
    std::memcpy(told.log_id, seen.log_id.data(), std::min(seen.log_id.size(), sizeof told.log_id - 1));
    give(standing, told, "standing");
  });
}

int cancel_client_watch(cancel_client* client, const char* space, const char* id, cancel_token** token,
                        cancel_error** error) {
  return guarded(error, [&] {
    cancel_token*& watched = place(token, "token");
    cancel_client& open = open_client(client);
    watched = new_handle(open.client.watch(name_for(open, space, id))).release();
  });
}

int cancel_client_cancel(cancel_client* client, const char* space, const char* id, const cancel_wish* wish_given,
                         int remember, cancel_error** error) {
  return guarded(error, [&] {
    cancel_client& open = open_client(client);
    open.client.cancel(name_for(open, space, id), wish(wish_given), remember != 0);
  });
}
