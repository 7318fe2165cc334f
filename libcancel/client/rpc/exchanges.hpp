#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "rpc/exchange_socket.hpp"
#include "rpc/waiting.hpp"

namespace cancel::client {

// How long to go on with an exchange.
struct Terms {
  Millis resend_after{};                 // an answer that takes longer: the message may have been lost
  WaitPoint give_up = WaitPoint::max();  // then it ends without an answer
  bool may_be_too_large = false;         // of a single question: for this daemon
};

// What came of an exchange: the answers to its questions in their order; or that the daemon would not read the message,
// or that the time was over.
using Answers = std::vector<std::variant<RpcResult, RpcError>>;
using ExchangeOutcome = std::variant<Answers, MessageRefused, NoReply>;

// Messages to a daemon and their answers. A message is sent until it is answered: again over each new connection, since
// what was sent over the old one may be lost, and again when nothing comes. So all questions must be such that asking
// twice does no harm. A repetition carries the same numbers: whichever is answered first counts.
//
//     begin ──► unsent ──► sent ──► answered
//                 ▲          │
//                 └──────────┘  a new connection, or too long without an answer
//
// Nothing here waits. Not thread-safe: the I/O thread's.
class Exchanges {
 public:
  // Throws BadEndpoint.
  Exchanges(zmq::context_t& context, const std::string& endpoint, const ConnectionOptions& options)
      : socket_(context, endpoint, options) {}

  using Done = std::function<void(ExchangeOutcome)>;
  // `done` is called by step(), once; it may begin other exchanges. Gives the number of the exchange. One that several
  // connections have broken under, and that has several questions or may be too large, ends without an answer.
  RequestNumber begin(const std::vector<Question>& questions, Terms terms, Done done);
  // Ends it: whatever is answered, `done` is not called.
  void forget(RequestNumber exchange);

  // Until release(), only the exchange `first` is sent.
  void hold(RequestNumber first);
  void release();

  // Does what can be done now. A fresh connection is told to `on_connected` before anything is sent over it.
  void step();
  // Sends what was begun since.
  void flush();
  void on_connected(std::function<void()> told) { on_connected_ = std::move(told); }

  // When step() has something to do: as soon as one of these is ready, or at due().
  void add_wanted(std::vector<zmq::pollitem_t>& items);
  WaitPoint due() const;

 private:
  struct Exchange {
    std::string message;
    std::size_t questions = 0;
    Terms terms;
    Done done;
    bool sent = false;         // over this connection, and not too long ago
    bool sent_before = false;  // at any time
    int broken = 0;            // connections that it was sent over in vain
    WaitPoint resend_at = WaitPoint::max();
  };
  using Open = std::map<RequestNumber, Exchange>;

  void see_connection();
  void begin_anew();
  void receive();
  void take(std::vector<RpcReply> replies);
  void take(MessageRefused refused);
  void watch_time();
  void finish(Open::iterator exchange, ExchangeOutcome outcome);
  bool may_send(RequestNumber exchange) const { return !held_for_ || *held_for_ == exchange; }
  bool wants_to_send() const;

  ExchangeSocket socket_;
  std::function<void()> on_connected_;
  Open open_;
  RequestNumber next_ = 1;
  std::size_t unsent_ = 0;
  bool connected_ = false;  // as far as was told: nothing is sent over a connection before on_connected_ knows of it
  std::optional<RequestNumber> held_for_;
};

}  // namespace cancel::client
