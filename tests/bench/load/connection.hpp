#pragma once

#include <cstddef>

namespace cancel::load {

struct Replies {
  std::size_t done = 0;    // all that arrived
  std::size_t failed = 0;  // those among them that were refused, or answered another request than the oldest open one
};

// One client's connection to a server that answers its requests in the order sent.
//
// Belongs to one thread at a time. All functions throw std::runtime_error where the server is gone.
class Connection {
 public:
  virtual ~Connection() = default;

  // Takes one more request on; it may stay with the connection until flush(). Never blocks.
  virtual void send() = 0;
  // Hands over what has been sent, as far as the server takes it now; the rest goes with the next flush().
  virtual void flush() {}
  // Takes the replies that are there, without waiting.
  virtual Replies receive() = 0;
  // Becomes readable when replies arrive.
  virtual int descriptor() const = 0;
  // True where it may do so only once: then receive() must be called after each send(), until it has none.
  virtual bool tells_once() const { return false; }
};

}  // namespace cancel::load
