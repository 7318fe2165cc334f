#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "cancel/domain/commands.hpp"
#include "cancel/token/cancellation_token.hpp"

namespace cancel {

namespace client {
class Core;
class TrackedToken;
}  // namespace client

// What a token hangs under: one that the log knows by name, or one of this process. The latter counts as the former
// where it came from the same client; else the daemon does not know of it, and is told when it is cancelled.
class Parent {
 public:
  Parent(CancellationToken token) : content_(std::move(token)) {}
  Parent(TokenName name) : content_(std::move(name)) {}
  // A token of the default namespace of the client.
  Parent(std::string id) : content_(std::move(id)) {}
  Parent(const char* id) : content_(std::string(id)) {}

  const std::variant<CancellationToken, TokenName, std::string>& content() const { return content_; }

 private:
  std::variant<CancellationToken, TokenName, std::string> content_;
};

struct OperationOptions {
  std::string id{};                    // empty: a random one
  std::optional<std::string> space{};  // the namespace; else the client's
  std::vector<Parent> parents{};       // what it runs under, and is cancelled with
  // Likewise, as somebody else named them: where the log does not know one, the operation is recorded without these. It is
  // cancelled with them all the same.
  std::vector<Parent> optional_parents{};
  std::optional<std::string> tool{};
  std::optional<RequestId> request_id{};
  std::optional<Millis> deadline{};  // from now; then it is cancelled with cause timeout
  std::optional<Millis> grace{};     // how long it may take to stop by itself; else the daemon's
  std::optional<Millis> force{};
  Labels labels{};
};

// One piece of running work: made by Client::start(), ended by finish() or, at the latest, by its destructor. Its
// start, the taking up of a cancellation and its end are told to the daemon, without waiting for it.
//
// A cancellation counts as taken up when the token, or a callback of it, first tells somebody of this process.
//
// Not thread-safe, but its token is; to be moved, not copied. May outlive its client: then it is told to nobody any
// more.
class Operation {
 public:
  // None: as after a move. Only to be assigned to, asked for its bool and destroyed; finish() does nothing.
  Operation() = default;
  Operation(Operation&& other) noexcept = default;
  Operation& operator=(Operation&& other) noexcept;
  // Where nobody has said how it ended: `stopped` if it was told of a cancellation; else `failed` if it is left by an
  // exception; else `succeeded`.
  ~Operation();

  // Its name in the log; the token's, too.
  const TokenName& name() const;
  const CancellationToken& token() const noexcept { return token_; }

  // Cancels it: here at once, callbacks included, and in the log as soon as the daemon is told. Thread-safe.
  void cancel(CancellationWish wish = {}) const;

  // How it ended; the first word counts. Whether it or a cancellation came first is for the log to say.
  //
  // `result` is what the work has made: a text that is kept in the log for as long as the operation, and that whoever
  // knows the operation's name can read (Client::call(ReadResult)), also when this process is gone. UTF-8, at most 256
  // KiB, and 768 KiB as JSON; what is neither is left out, with a Notice (not_recorded), and so is what the outbox has
  // no room for, or what is longer than the daemon's operator lets messages be: the end itself is told in any case.
  void finish(Outcome outcome, std::optional<std::string> error = {}, std::optional<std::string> result = {});

  explicit operator bool() const noexcept { return tracked_ != nullptr; }

  // For the client.
  Operation(std::shared_ptr<client::Core> core, std::shared_ptr<client::TrackedToken> tracked, CancellationToken token);

 private:
  void finish_by_itself() noexcept;

  std::shared_ptr<client::Core> core_;
  std::shared_ptr<client::TrackedToken> tracked_;
  CancellationToken token_;
  int exceptions_ = 0;  // that were on their way when it began
};

}  // namespace cancel
