#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "descriptor.hpp"

namespace cancel::http {

class ResponseChannel;

// What other threads leave for the server's thread: channels with something to send, and the wish to stop.
//
// Thread-safe, except where said. A descriptor becomes readable when there is something to take, so that the server's
// thread can wait for it among its sockets.
class Mailbox {
 public:
  // Throws std::system_error when there is no descriptor left.
  Mailbox();

  int descriptor() const noexcept { return event_.get(); }

  // After close() it does nothing.
  void post(std::shared_ptr<ResponseChannel> channel);
  void request_stop();
  bool stop_requested() const;

  // Everything that was posted since, in order. Taking needs no wake-up where the server's own thread posts.
  std::vector<std::shared_ptr<ResponseChannel>> take();
  // Makes the descriptor unreadable again. By the server's thread.
  void quiet();
  // Says that this is the server's thread: it looks into the mailbox by itself after each of its callbacks.
  void own() noexcept { owner_ = std::this_thread::get_id(); }
  bool owned_by_this_thread() const noexcept { return owner_.load() == std::this_thread::get_id(); }
  void close();

 private:
  void wake() noexcept;

  Descriptor event_;
  std::atomic<std::thread::id> owner_{};
  mutable std::mutex mutex_;
  std::vector<std::shared_ptr<ResponseChannel>> posted_;
  bool stop_ = false;
  bool closed_ = false;
};

}  // namespace cancel::http
