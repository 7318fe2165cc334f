#include "cancel/http/server.hpp"

#include <signal.h>

#include <cassert>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

#include "listener.hpp"
#include "server_loop.hpp"

namespace cancel::http {
namespace {

// Signals are for the threads of the program: one that starts now takes none but those of its own faults.
class SignalsBlocked {
 public:
  SignalsBlocked() {
    sigset_t all;
    ::sigfillset(&all);
    for (const int fault : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP}) ::sigdelset(&all, fault);
    ::pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~SignalsBlocked() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  SignalsBlocked(const SignalsBlocked&) = delete;
  SignalsBlocked& operator=(const SignalsBlocked&) = delete;

 private:
  sigset_t before_;
};

}  // namespace

struct Server::Running {
  Running(ServerOptions options, Handler handler, Listeners listeners)
      : port(listeners.port),
        address(std::move(listeners.address)),
        loop(std::move(options), std::move(handler), std::move(listeners.sockets)) {}

  const std::uint16_t port;
  const std::string address;
  ServerLoop loop;
  std::mutex stopping;
  std::thread thread;
};

Server::Server(ServerOptions options, Handler handler) {
  Listeners listeners = listen_on(options);
  const std::string address = listeners.address;
  try {
    running_ = std::make_unique<Running>(std::move(options), std::move(handler), std::move(listeners));
    const SignalsBlocked blocked;
    running_->thread = std::thread([loop = &running_->loop] { loop->run(); });
  } catch (const std::system_error& error) {
    throw BindError("cannot serve on " + address + ": " + error.what());
  }
}

Server::~Server() {
  assert(!running_->loop.on_own_thread());
  stop();
}

void Server::stop() {
  running_->loop.stop();
  if (running_->loop.on_own_thread()) return;
  const std::lock_guard lock(running_->stopping);
  if (running_->thread.joinable()) running_->thread.join();
}

std::uint16_t Server::port() const noexcept {
  return running_->port;
}

const std::string& Server::address() const noexcept {
  return running_->address;
}

std::size_t Server::connections() const noexcept {
  return running_->loop.connections();
}

}  // namespace cancel::http
