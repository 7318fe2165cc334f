#pragma once

#include <atomic>

#include <zmq.hpp>

namespace cancel::client {

// Wakes the I/O thread out of its poll. wake() is thread-safe and costs a system call at most once per clear().
class Waker {
 public:
  // Throws std::system_error where no descriptor is to be had.
  Waker();
  ~Waker();
  Waker(const Waker&) = delete;
  Waker& operator=(const Waker&) = delete;

  void wake() noexcept;
  // To be called by the I/O thread before it looks for what it was woken for.
  void clear() noexcept;
  zmq::pollitem_t readable() const { return {nullptr, descriptor_, ZMQ_POLLIN, 0}; }

 private:
  const int descriptor_;
  std::atomic<bool> woken_{false};
};

}  // namespace cancel::client
