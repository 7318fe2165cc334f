#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace cancel::http::testing {

inline constexpr std::chrono::seconds patience{20};

// Waits until `condition` holds; false when it takes too long.
bool eventually(const std::function<bool()>& condition);

// What a peer got.
struct Answer {
  int status = 0;  // 0: the connection ended before a whole answer was there
  std::string head;
  std::string body;
};

// The other side of a connection to a server on this machine: a plain socket that sends what it is told to. Every read
// gives up after `patience`, and then throws.
class Peer {
 public:
  // `receive_buffer`: of the system, in bytes; 0 for the usual one.
  explicit Peer(std::uint16_t port, int receive_buffer = 0, const std::string& host = "127.0.0.1");
  ~Peer() { close(); }
  Peer(Peer&& other) noexcept;
  Peer& operator=(Peer&&) = delete;

  // What it cannot send because the other side is gone is lost.
  void send(std::string_view bytes);
  // One byte at a time, each in a packet of its own as far as the system does that.
  void send_slowly(std::string_view bytes);
  // Reads one answer, of known length or in chunks; the answer to a HEAD has no body.
  Answer answer(bool to_head = false);
  // Reads up to and including `end`, and gives all that came before it.
  std::string read_until(std::string_view end);
  // Reads until the connection ends, in whatever way.
  std::string read_all();

  void close_sending();
  void close();
  void reset();

 private:
  bool read_more();
  std::string take(std::size_t length);
  std::string take_chunks();

  int socket_;
  std::string received_;
};

}  // namespace cancel::http::testing
