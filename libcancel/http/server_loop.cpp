#include "server_loop.hpp"

#include <sys/socket.h>

#include <cerrno>
#include <utility>

#include "response_text.hpp"

namespace cancel::http {
namespace {

// Between these many new peers, the others get their turn.
constexpr int accepted_at_once = 64;
// When no descriptor is left, an unaccepted peer would wake the loop for ever.
constexpr std::chrono::milliseconds accept_pause{100};

bool lacks_resources(int error) {
  return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM;
}

}  // namespace

ServerLoop::ServerLoop(ServerOptions options, Handler handler, std::vector<Descriptor> listeners)
    : options_(std::move(options)),
      handler_(std::move(handler)),
      listeners_(std::move(listeners)),
      base_(make_event_base()),
      mail_(*base_, mailbox_->descriptor(), EV_READ | EV_PERSIST,
            [this] {
              mailbox_->quiet();
              settle();
            }),
      accept_again_(*base_, -1, 0, [this] { resume_accepting(); }) {
  for (const Descriptor& listener : listeners_) {
    acceptable_.emplace_back(*base_, listener.get(), EV_READ | EV_PERSIST,
                             [this, &listener] { accept_some(listener); });
  }
  for (Event& acceptable : acceptable_) acceptable.arm();
  mail_.arm();
}

ServerLoop::~ServerLoop() = default;

void ServerLoop::run() {
  mailbox_->own();
  event_base_dispatch(base_.get());
  close_all();
}

RequestLimits ServerLoop::limits() const noexcept {
  return {options_.max_header_bytes, options_.max_header_fields, options_.max_body_bytes};
}

std::shared_ptr<ResponseChannel> ServerLoop::make_channel(Connection& connection, ResponseChannel::Peer peer) {
  return std::make_shared<ResponseChannel>(mailbox_, connection, peer, options_.max_buffered);
}

void ServerLoop::handle(Request request, const std::shared_ptr<ResponseChannel>& channel) {
  auto exchange = std::make_shared<Exchange>(channel);
  try {
    handler_(std::move(request), std::move(exchange));
  } catch (...) {
    // The exchange answers 500 when it goes; where the handler kept it, whoever holds it answers.
  }
}

void ServerLoop::run(Connection& connection, const std::function<void()>& action) {
  try {
    action();
  } catch (...) {  // out of memory, or a callback of the program: it must not pass through libevent
    connection.drop();
  }
  settle();
}

void ServerLoop::bury(Connection& connection) {
  const auto found = connections_.find(&connection);
  if (found == connections_.end()) return;
  buried_.push_back(std::move(found->second));
  connections_.erase(found);
  count_.store(connections_.size(), std::memory_order_relaxed);
}

void ServerLoop::accept_some(const Descriptor& listener) {
  for (int i = 0; i < accepted_at_once; ++i) {
    Accepted accepted = accept_from(listener);
    if (accepted.socket) {
      try {
        welcome(std::move(accepted));
      } catch (...) {  // out of memory: this peer is closed
      }
    } else {
      if (lacks_resources(errno)) pause_accepting();
      if (errno != ECONNABORTED && errno != EINTR) return;
    }
  }
}

void ServerLoop::welcome(Accepted accepted) {
  if (connections_.size() >= options_.max_connections) {
    const std::string refusal = closing_response(503, "the server has too many connections");
    (void)::send(accepted.socket.get(), refusal.data(), refusal.size(), MSG_NOSIGNAL);
    ::shutdown(accepted.socket.get(), SHUT_WR);
    return;
  }
  auto connection = std::make_unique<Connection>(*this, std::move(accepted));
  Connection* const key = connection.get();
  connections_.emplace(key, std::move(connection));
  count_.store(connections_.size(), std::memory_order_relaxed);
}

void ServerLoop::pause_accepting() {
  for (Event& acceptable : acceptable_) acceptable.disarm();
  accept_again_.arm(accept_pause);
}

void ServerLoop::resume_accepting() {
  for (Event& acceptable : acceptable_) acceptable.arm();
}

void ServerLoop::deliver() {
  for (auto mail = mailbox_->take(); !mail.empty(); mail = mailbox_->take()) {
    for (const auto& channel : mail) {
      Connection* const connection = channel->connection();
      if (connection == nullptr) continue;
      try {
        connection->answer();
      } catch (...) {
        connection->drop();
      }
    }
  }
}

// Answering may bury connections, and to destroy one may bring new mail.
void ServerLoop::settle() {
  do {
    deliver();
    std::exchange(buried_, {}).clear();
  } while (!buried_.empty());
  if (mailbox_->stop_requested()) event_base_loopbreak(base_.get());
}

void ServerLoop::close_all() {
  acceptable_.clear();
  listeners_.clear();
  while (!connections_.empty()) {
    Connection& connection = *connections_.begin()->second;
    try {
      connection.close();
    } catch (...) {  // of a callback of the program; the connection is closed by now
    }
    settle();
  }
  mailbox_->close();
}

}  // namespace cancel::http
