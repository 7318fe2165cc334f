#pragma once

#include <functional>
#include <memory>
#include <string_view>
#include <type_traits>
#include <utility>

#include "cancel/client/answer.hpp"
#include "cancel/client/client_options.hpp"
#include "cancel/client/follow_options.hpp"
#include "cancel/client/operation.hpp"
#include "cancel/client/shared_token.hpp"
#include "cancel/client/subscription.hpp"
#include "cancel/wire/reply_of.hpp"

namespace cancel {

// A process's connection to a daemon: starts operations, watches tokens, sends commands.
//
// Local first: nothing but call() with its time-out waits for the daemon, which may be slow, down, or replaced. What is
// to be recorded waits in an outbox and is told in order, each once, when the daemon is there. What the log says of the
// tokens of this process, it learns from everything that the daemon publishes, without a hole.
//
// One thread does all its sending and receiving, whatever the number of tokens; users' code runs on their own threads
// and on the library's one callback thread. One client is enough for a process, and several share one messaging
// context.
//
// Thread-safe, except for moving and destroying it. Unusable in a process that was forked off (throws ForkedProcess).
class Client {
 public:
  // Does not wait for the daemon. Throws BadEndpoint, and std::system_error where no thread or descriptor is to be had.
  explicit Client(ClientOptions options = {});
  // As close().
  ~Client();
  Client(Client&&) noexcept;
  Client& operator=(Client&&) noexcept;

  // Starts an operation. It runs from now on: the daemon is told. Under a cancelled token it is born cancelled, and the
  // daemon is told nothing. Throws std::invalid_argument for a name that is none or that a token of this process has;
  // OutboxFull, if that was asked for. With require_daemon it waits for the daemon's word and throws DaemonUnavailable
  // or CommandRefused without it. Costs about a microsecond.
  Operation start(OperationOptions options = {});

  // Makes a token for several operations. Throws std::invalid_argument as start() does.
  SharedToken create(SharedTokenOptions options = {});

  // The token of that name: one of this process, or one that is watched from now on for as long as somebody holds it.
  // What it came to before is asked for. A name that the log does not know is waited for. Throws std::invalid_argument.
  CancellationToken watch(const TokenName& name);

  // Cancels by name, and does not wait: a token of this process at once, callbacks included; any other when the log
  // says so. `remember`: where there is no such token yet, the one that comes later is cancelled from its birth.
  void cancel(const TokenName& name, CancellationWish wish = {}, bool remember = false);

  // The name of a token of the client's own namespace: a TokenName that says nothing else is of the namespace "default".
  TokenName name(std::string id) const;

  // Runs `work(token)` as an operation and tells how it ended: `succeeded`; or `stopped`, where it was told of a
  // cancellation; or `failed` with the exception's what(). Gives back what it gives, lets out what it lets out.
  template <typename Work>
  std::invoke_result_t<Work, const CancellationToken&> run(OperationOptions options, Work&& work);

  // Any command of the protocol: a struct of cancel/domain/commands.hpp in, the matching reply out. Waits for the
  // answer up to the time-out; meanwhile the command is sent again, under the same command id, whenever it may have
  // been lost. Not to be called from a completion (that one runs on the callback thread, where this waits like anywhere
  // else, but holds up the callbacks of others).
  template <typename CommandType>
  Answer<ReplyOf_t<CommandType>> call(CommandType command, const CallOptions& options = {});

  // The same without waiting: `done` is called once, on the callback thread.
  template <typename CommandType>
  void call(CommandType command, const CallOptions& options, std::function<void(Answer<ReplyOf_t<CommandType>>)> done);

  // The same for those who pass commands on: any method of the protocol with the JSON text of its params, empty where
  // there are none; back comes the JSON text of the result. What is no such method, or no such params, is refused here
  // as the daemon would; a namespace that is left out is "default", as in the protocol. The command id is the params'
  // commandId, else the options'.
  CallResult call_json(std::string_view method, std::string_view params, const CallOptions& options = {});
  void call_json(std::string_view method, std::string_view params, const CallOptions& options,
                 std::function<void(CallResult)> done);

  // Events from `options.after` on, then live.
  Subscription subscribe(FollowOptions options = {});

  ClientStanding standing() const;
  OutboxStatistics outbox() const;
  // Waits up to `timeout` until everything that was to be told by now is told; false: some of it waits still.
  bool flush(Millis timeout);

  // Tries to deliver what waits, for up to ClientOptions::close_within; ends the session, and with it whatever still
  // runs; stops the I/O thread. Afterwards operations are told to nobody, and commands are not sent.
  void close();

 private:
  std::shared_ptr<client::Core> core_;
};

// Not for users: how run() tells the end.
namespace client {
void finish_after_exception(Operation& operation) noexcept;
void finish_after_return(Operation& operation) noexcept;
}  // namespace client

template <typename Work>
std::invoke_result_t<Work, const CancellationToken&> Client::run(OperationOptions options, Work&& work) {
  Operation operation = start(std::move(options));
  try {
    if constexpr (std::is_void_v<std::invoke_result_t<Work, const CancellationToken&>>) {
      std::forward<Work>(work)(operation.token());
      client::finish_after_return(operation);
    } else {
      decltype(auto) result = std::forward<Work>(work)(operation.token());
      client::finish_after_return(operation);
      return static_cast<std::invoke_result_t<Work, const CancellationToken&>&&>(result);
    }
  } catch (...) {
    client::finish_after_exception(operation);
    throw;
  }
}

}  // namespace cancel
