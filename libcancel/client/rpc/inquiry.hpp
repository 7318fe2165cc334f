#pragma once

#include <string>
#include <variant>

#include "rpc/request_socket.hpp"
#include "rpc/waiting.hpp"

namespace cancel::client {

// Nobody has answered within the time that was given; the question will be put again.
struct Unanswered {
  std::string fault;
};

// One question to the daemon at a time, put again and again until it is answered. Questions only: to ask twice does no
// harm. An answer counts however late it comes, as long as it answers the present question.
//
//        ask ──► sending ──► awaiting ──► answered
//                 ▲   │         │
//                 │   ▼         ▼
//                pausing ◄── too late          (the pause doubles each time)
//
// Nothing here waits. Not thread-safe.
class Inquiry {
 public:
  Inquiry(RequestSocket& socket, Millis answer_within, Millis longest_pause);

  // A new question, in place of the present one.
  void ask(std::string method, std::string params);
  // The answer was of no use: puts the same question again, after a pause.
  void postpone();
  // There is a new connection: what was sent over the old one is lost, so sends it again.
  void resend();

  using Outcome = std::variant<std::monostate, RpcResult, RpcError, Unanswered>;
  // Does what can be done now, and tells what came of it.
  Outcome step();

  // When step() has something to do: as soon as this socket is ready, or at due().
  zmq::pollitem_t wanted();
  WaitPoint due() const { return due_; }

 private:
  enum class Stage { idle, sending, awaiting, pausing };

  void begin_sending();
  void try_send();
  Outcome give_up();

  RequestSocket& socket_;
  Millis answer_within_;
  Millis longest_pause_;
  std::string method_;
  std::string params_;
  Stage stage_ = Stage::idle;
  RequestNumber oldest_ = 0;  // the first request that carried the present question; 0: none yet
  WaitPoint due_{};
  Millis pause_;
};

}  // namespace cancel::client
