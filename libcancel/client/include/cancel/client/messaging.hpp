#pragma once

#include <memory>

namespace cancel {

// The process's one messaging context, on whose thread all sending and receiving takes place.
//
// Thread-safe. Must outlive every client that was made with it. Its destructor discards what has not been sent yet.
class Messaging {
 public:
  Messaging();
  ~Messaging();
  Messaging(const Messaging&) = delete;
  Messaging& operator=(const Messaging&) = delete;

  // For the clients of this library.
  class Context;
  Context& context() { return *context_; }

 private:
  std::unique_ptr<Context> context_;
};

}  // namespace cancel
