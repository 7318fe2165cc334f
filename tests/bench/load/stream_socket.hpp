#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace cancel::load {

// A TCP connection to a port of this machine that never blocks: bytes wait in a buffer until they can go, or until they
// are used. One thread at a time. All functions throw std::runtime_error where the connection is gone.
class StreamSocket {
 public:
  explicit StreamSocket(std::uint16_t port);
  ~StreamSocket();
  StreamSocket(const StreamSocket&) = delete;
  StreamSocket& operator=(const StreamSocket&) = delete;

  int descriptor() const { return descriptor_; }

  void put(std::string_view bytes) { output_ += bytes; }
  // Hands over what the other side takes now.
  void flush();

  // Takes what has arrived.
  void fill();
  // Waits until something arrives, at most 10 s.
  void wait() const;
  // What arrived and is not used yet. Valid until the next fill() or use().
  std::string_view input() const { return std::string_view(input_).substr(used_); }
  void use(std::size_t bytes) { used_ += bytes; }

 private:
  int descriptor_;
  std::string output_;
  std::string input_;
  std::size_t used_ = 0;
};

}  // namespace cancel::load
