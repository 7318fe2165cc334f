#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "event.hpp"
#include "listener.hpp"
#include "request_parser.hpp"
#include "response_channel.hpp"

namespace cancel::http {

class ServerLoop;

// One peer, from accept to close. Of the server's thread alone.
//
//     reading ── whole request ──► answering ── last byte taken, keep-alive ──► reading
//        │                             └────── last byte taken ─────┐
//        └── malformed, too long, too slow ─────────────────────► closing ──► closed        (from each: peer gone ─►
//        closed)
//
// It always reads, since only reading shows that a peer is gone. What comes while it answers is kept, up to the size of
// one request, and read afterwards; what comes while it closes is thrown away, because to close with bytes unread would
// take the last response from the peer.
class Connection {
 public:
  Connection(ServerLoop& loop, Accepted accepted);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // The channel has something: sends it.
  void answer();
  // Lets go of the socket and tells the exchange. May be called again, and from within any of its own calls: the
  // object stays until the callback of the loop ends.
  void close();
  // The same, and throws away what the system has not sent yet.
  void drop();
  bool closed() const noexcept { return stage_ == Stage::closed; }

 private:
  enum class Stage { reading, answering, closing, closed };

  void on_readable();
  void on_writable();
  void on_deadline();

  void take_input(std::string_view bytes);
  void parse(std::string_view bytes);
  void dispatch();
  void on_end_of_input();
  void refuse(int status, std::string_view reason);
  void begin_reading();
  void begin_closing();
  void finish_answer();

  void send(std::string bytes);
  void flush();
  bool send_some();
  void on_all_sent();

  ServerLoop& loop_;
  Descriptor socket_;
  std::string address_;
  std::uint16_t port_;
  Stage stage_ = Stage::reading;
  RequestParser parser_;
  std::string unread_;  // came ahead of its turn
  std::size_t thrown_away_ = 0;
  std::shared_ptr<ResponseChannel> channel_;  // while answering
  bool answer_complete_ = false;              // all of it is in output_
  bool input_ended_ = false;
  std::string output_;
  std::size_t sent_ = 0;  // of output_
  Event readable_;
  Event writable_;
  Event deadline_;
};

}  // namespace cancel::http
