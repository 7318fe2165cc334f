#pragma once

#include <functional>
#include <optional>
#include <stdexcept>
#include <string>

#include "cancel/client/connection_options.hpp"
#include "cancel/client/outbox_options.hpp"
#include "cancel/client/rpc_result.hpp"
#include "cancel/domain/names.hpp"
#include "cancel/domain/time.hpp"

namespace cancel {

// Something that a person may want to know of a client: it works on by itself all the same.
struct Notice {
  enum class Kind {
    connected,     // the daemon answers: for the first time, or again
    disconnected,  // it does not; work goes on, what is to be recorded waits
    log_changed,   // the daemon has another log, or an older state of it: what runs was reported anew
    session_lost,  // the lease ran out while the daemon could not be reached: what ran then is cancelled, as the log
                   // says
    not_recorded,  // an operation or token that the daemon will not have, or the result of an operation
    refused,       // a cancellation that the daemon will not have
  };
  Kind kind = Kind::connected;
  std::string text;                  // one sentence
  std::optional<TokenName> token{};  // whose it is
  std::optional<RpcError> error{};   // what the daemon said
};
std::string_view to_string(Notice::Kind kind);

struct ClientOptions {
  std::optional<std::string> command_endpoint{};  // else as find_daemon() says
  std::optional<std::string> event_endpoint{};
  std::string name{};                    // of the program, as the log shows the owner; empty: the executable's name
  std::optional<std::string> version{};  // of the program
  std::string space{default_namespace};  // the namespace of operations and tokens that name none
  std::optional<Millis> lease{};  // how long its work counts as alive without a sign; empty: the daemon's default
  bool require_daemon = false;    // start() waits for the daemon's word, and throws without it
  Millis timeout{5'000};          // of a command that says nothing else
  Millis resend_after{2'000};     // an answer that takes longer may have been lost: the command is sent again
  Millis close_within{2'000};     // how long close() tries to deliver what is waiting
  OutboxOptions outbox{};
  ConnectionOptions connection{};
  // Called on the library's callback thread, for every Notice. Empty: nobody is told.
  std::function<void(const Notice&)> on_notice{};
};

// What a client sees of the daemon.
struct ClientStanding {
  bool connected = false;
  std::string log_id{};   // of the log that it follows; empty: none yet
  Position position = 0;  // events up to here were seen
};

// How one command is carried out.
struct CallOptions {
  std::optional<Millis> timeout{};          // else the client's
  std::optional<std::string> command_id{};  // of a change; else one is made. With the same one it happens once.
  std::optional<std::string> cursor{};      // of a list: where it goes on
};

// A client was used in a process that was forked off the one that made it. Make another one there, or exec.
class ForkedProcess : public std::logic_error {
 public:
  ForkedProcess();
};

// start() with require_daemon: the daemon did not answer within the time. What it knows of the operation is unknown.
class DaemonUnavailable : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// The daemon will not have it: error() says why.
class CommandRefused : public std::runtime_error {
 public:
  explicit CommandRefused(RpcError error);
  const RpcError& error() const noexcept { return error_; }

 private:
  RpcError error_;
};

// There is no room for a further operation; see OutboxOptions::refuse_when_full.
class OutboxFull : public std::runtime_error {
 public:
  OutboxFull();
};

}  // namespace cancel
