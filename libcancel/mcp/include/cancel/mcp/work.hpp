#pragma once

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "cancel/client/client.hpp"
#include "cancel/token/cancellation_source.hpp"

namespace cancel::mcp {

// One piece of running work: an operation of canceld where there is a client, else a token of this process alone. The
// same promises either way; see cancel::Operation.
//
// cancel() and token() are thread-safe; the rest is for one thread at a time. Its destructor tells the end where nobody
// has.
class Work {
 public:
  // Starts it. `client` may be null; else it must outlive this. Parents that are names are looked up by the client, and
  // passed over where they can be no names; without a client they are ignored. Never throws because of the daemon; a
  // name that is taken in this process throws std::invalid_argument.
  Work(Client* client, OperationOptions options);
  Work(Work&&) noexcept;
  Work& operator=(Work&&) noexcept;
  ~Work();

  const TokenName& name() const noexcept { return name_; }
  const CancellationToken& token() const noexcept { return token_; }
  void cancel(CancellationWish wish) const;
  // How it ended; the first word counts. `result` is kept in the log's file, where there is one.
  void finish(Outcome outcome, std::optional<std::string> error = {}, std::optional<std::string> result = {});

 private:
  TokenName name_;
  CancellationToken token_;
  std::variant<CancellationSource, Operation> content_;
  bool finished_ = false;
};

// A token that several pieces of work hang under: a session's, or one made by cancellation/create. As Work: canceld's
// where there is a client.
class GroupToken {
 public:
  GroupToken(Client* client, SharedTokenOptions options);
  GroupToken(GroupToken&&) noexcept;
  GroupToken& operator=(GroupToken&&) noexcept;
  ~GroupToken();

  const TokenName& name() const noexcept { return name_; }
  const CancellationToken& token() const noexcept { return token_; }
  void cancel(CancellationWish wish) const;

 private:
  TokenName name_;
  CancellationToken token_;
  std::variant<CancellationSource, SharedToken> content_;
};

// A name that cannot be guessed: 128 random bits.
std::string random_name();

}  // namespace cancel::mcp
