#pragma once

#include <memory>

#include "cancel/token/cancellation_token.hpp"

namespace cancel {

// A file descriptor that becomes readable when a token comes to a stage, and stays so: for poll, epoll, asio, libuv.
//
// Not thread-safe, but the token may be cancelled by any thread meanwhile. It owns the descriptor (an eventfd, closed
// on exec); do not read from it or close it. Costs one descriptor and about 2 µs to make. Seeing it readable does not
// count as having noticed the cancellation: ask the token then. Throws std::system_error where no descriptor is to be
// had.
class CancellationDescriptor {
 public:
  explicit CancellationDescriptor(const CancellationToken& token, Stage stage = Stage::requested);
  ~CancellationDescriptor();
  CancellationDescriptor(CancellationDescriptor&&) noexcept;
  CancellationDescriptor& operator=(CancellationDescriptor&&) noexcept;

  int get() const noexcept;

 private:
  class Signal;
  std::unique_ptr<Signal> signal_;
};

}  // namespace cancel
