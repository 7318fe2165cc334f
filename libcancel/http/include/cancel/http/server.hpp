#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>

#include "cancel/http/exchange.hpp"
#include "cancel/http/request.hpp"
#include "cancel/http/server_options.hpp"

namespace cancel::http {

// A Server cannot listen; what() names the address and the reason.
class BindError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Gets every whole and well-formed request, on the server's thread. It must not block; it answers then or later, from
// any thread. When it throws, the peer gets 500 unless the exchange was kept elsewhere.
using Handler = std::function<void(Request, std::shared_ptr<Exchange>)>;

// A small HTTP/1.1 server: keep-alive, chunked requests and responses, many open streams on one thread of its own.
//
// Requests of one connection are answered in their order, one at a time; a peer that sends them ahead waits. Malformed
// ones get 400 and do no other harm. Methods other than those of Request get 501. HTTP/1.0 is understood, too.
//
// port(), address(), connections() and stop() are thread-safe.
class Server {
 public:
  // Listens when it returns. Throws BindError.
  Server(ServerOptions options, Handler handler);
  // As stop(). Not on the server's own thread.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Closes every connection, after what was answered so far has been offered to it once; open exchanges are
  // disconnected. The handler and its callbacks do not run any more when it returns. On the server's own thread it
  // returns at once, and the server stops after the callback.
  void stop();

  std::uint16_t port() const noexcept;
  // 127.0.0.1:8080 or [::1]:8080
  const std::string& address() const noexcept;
  // How many are open now.
  std::size_t connections() const noexcept;

 private:
  struct Running;
  std::unique_ptr<Running> running_;
};

}  // namespace cancel::http
