#pragma once

#include <optional>
#include <string>

#include "cancel/client/rpc_client.hpp"
#include "cancel/domain/commands.hpp"
#include "cancel/wire/reply_decoder.hpp"
#include "cancel/wire/reply_of.hpp"
#include "dashboard/api_error.hpp"

namespace cancel::dashboard {

// Asks the daemon, and waits for what it answers.
//
// Everything throws ApiFailure where it does not answer or refuses. Not thread-safe. `messaging` must outlive it.
class DaemonCalls {
 public:
  // Throws BadEndpoint.
  DaemonCalls(Messaging& messaging, const std::string& endpoint, Millis answer_within)
      : client_(messaging, endpoint), answer_within_(answer_within) {}

  // The result as JSON.
  std::string ask(const CommandBody& body);
  // The same for a change: where the answer is lost, it is asked for again, and happens once.
  std::string change(const CommandBody& body);

  template <typename Command>
  ReplyOf_t<Command> read(const Command& command) {
    return decoded<ReplyOf_t<Command>>(ask(command));
  }

  template <typename Reply>
  static Reply decoded(const std::string& json) {
    auto result = decode_result<Reply>(json);
    if (!result) throw ApiFailure({409, "refused", "the daemon's answer can not be read: " + result.error().message});
    return std::move(result->reply);
  }

 private:
  RpcClient client_;
  Millis answer_within_;
};

}  // namespace cancel::dashboard
