#pragma once

#include <functional>
#include <optional>
#include <string>

#include "cancel/domain/commands.hpp"
#include "rpc/exchanges.hpp"

namespace cancel::client {

// The session under which a client's operations run: opens it when it is first needed, renews its lease three times as
// often as needed, and opens another one when it is lost.
//
//     none ──► opening ──► open ──► (the daemon does not know it) ──► none
//                 ├──► refused ──► (half a minute) ──► opening
//                 └──► not recorded ──► (a moment) ──► opening, under the same command id
//
// Nothing here waits. Not thread-safe: the I/O thread's.
class SessionKeeper {
 public:
  using Told = std::function<void(const RpcError&)>;
  struct Handlers {
    Told lost;     // the daemon does not know the session any more
    Told refused;  // it will not open one: operations are reported without
  };
  SessionKeeper(Exchanges& exchanges, OpenSession wish, std::string command_prefix, Millis resend_after,
                Handlers handlers);

  // Begins to open one, unless that has happened.
  void need();
  // Operations can be reported: under id(), or without where it is empty.
  bool is_settled() const { return stage_ == Stage::open || stage_ == Stage::refused; }
  const std::optional<std::string>& id() const { return id_; }
  // Somebody was told that the daemon does not know the session of this id.
  void lose(const std::optional<std::string>& id, const RpcError& error);

  // The log is another one, which knows no session of this client: opens a new one when it is needed.
  void forget();

  void step();
  WaitPoint due() const { return due_; }

 private:
  enum class Stage { none, opening, open, refused, not_recorded };

  void open();
  void see_opened(const ExchangeOutcome& outcome);
  void renew();
  void see_renewed(const std::string& session, const ExchangeOutcome& outcome);

  Exchanges& exchanges_;
  const OpenSession wish_;
  const std::string command_prefix_;
  const Millis resend_after_;
  const Handlers handlers_;
  Stage stage_ = Stage::none;
  std::optional<std::string> id_;
  Millis lease_{};
  std::uint64_t opened_ = 0;  // wishes that the daemon has decided on
  WaitPoint due_ = WaitPoint::max();
};

}  // namespace cancel::client
