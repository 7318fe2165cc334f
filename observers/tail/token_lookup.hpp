#pragma once

#include <functional>
#include <optional>
#include <string>

#include "cancel/client/messaging.hpp"
#include "cancel/client/rpc_client.hpp"
#include "cancel/domain/names.hpp"
#include "cancel/domain/vocabulary.hpp"

namespace cancel::tail {

// What the daemon knows of a token that an event selector has to be told.
struct TokenFacts {
  std::optional<Cause> cause;
  std::optional<std::string> tool;
};

// Asks a daemon for the cause and the tool of tokens, one after another. Not thread-safe. `messaging` must outlive it.
class TokenLookup {
 public:
  // Connects with the first question. `while_waiting` is called several times a second while there is no answer; it
  // ends the waiting by throwing.
  TokenLookup(Messaging& messaging, std::string endpoint, std::function<void()> while_waiting);

  // Waits for the daemon, however long it is away. A token that there is not any more has no facts. Throws Failure
  // where the daemon answers any other error.
  TokenFacts ask(const TokenName& name);

 private:
  Messaging& messaging_;
  std::string endpoint_;
  std::function<void()> while_waiting_;
  std::optional<RpcClient> client_;
};

}  // namespace cancel::tail
