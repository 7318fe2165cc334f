#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "cancel/mcp/message_channel.hpp"

namespace cancel::mcp {

// Messages for the peer, a line each, written by a thread of its own: whoever sends never waits for the peer to read.
//
// Progress and log messages are dropped while a lot is unread. A peer that leaves more than `max_unread` bytes unread,
// or has closed its end, counts as gone: `on_gone` is called once, on any thread, and what comes then is dropped.
//
// Thread-safe.
class StdioChannel : public MessageChannel {
 public:
  // `descriptor` stays the caller's. It is nonblocking until close().
  StdioChannel(int descriptor, std::size_t max_unread, std::function<void()> on_gone);
  ~StdioChannel() override;  // close()
  StdioChannel(const StdioChannel&) = delete;
  StdioChannel& operator=(const StdioChannel&) = delete;

  void send(MessageKind kind, std::string json) override;
  void request_over(bool) override {}

  // Ends the thread; what is not written, and what comes later, is dropped. The descriptor is not touched any more. May
  // be called again, by one thread at a time.
  void close();

  // Waits until all is written that was sent by now, up to `time`. False: it is not.
  bool flush(std::chrono::milliseconds time);

 private:
  void write_lines();
  bool write_all(const std::string& line);
  bool wait_for_room();
  void give_up();

  const int descriptor_;
  const std::size_t max_unread_;
  const std::function<void()> on_gone_;
  int flags_before_ = -1;
  int wake_ = -1;  // an eventfd that ends a wait for room
  std::mutex lock_;
  std::condition_variable changed_;
  std::deque<std::string> lines_;
  std::size_t unread_ = 0;  // bytes in lines_ and in the one that is being written
  bool gone_ = false;
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace cancel::mcp
