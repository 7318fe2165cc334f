#pragma once

#include <string>
#include <utility>
#include <variant>

#include "cancel/client/rpc_result.hpp"

namespace cancel {

// What came of a command: its result; or the daemon's refusal; or no answer within the time, and then
// `no_reply()->sent` says whether it may have happened. The result of a daemon that this library does not understand is
// a refusal with JSON-RPC's internal error, -32603.
template <typename Reply>
class Answer {
 public:
  Answer(Reply reply, bool replayed) : content_(std::move(reply)), replayed_(replayed) {}
  Answer(RpcError error) : content_(std::move(error)) {}
  Answer(NoReply no_reply) : content_(no_reply) {}

  explicit operator bool() const { return std::holds_alternative<Reply>(content_); }
  // Only where it is one: throws std::bad_variant_access.
  const Reply& operator*() const& { return std::get<Reply>(content_); }
  Reply&& operator*() && { return std::get<Reply>(std::move(content_)); }
  const Reply* operator->() const { return &std::get<Reply>(content_); }

  const RpcError* error() const { return std::get_if<RpcError>(&content_); }
  const NoReply* no_reply() const { return std::get_if<NoReply>(&content_); }
  // The command had been carried out before, under the same command id.
  bool replayed() const { return replayed_; }

  // One sentence about what went wrong; empty where nothing did.
  std::string problem() const {
    if (const RpcError* refused = error()) return refused->message + " (" + std::to_string(refused->code) + ")";
    if (const NoReply* missing = no_reply()) {
      return missing->sent ? "no answer from the daemon: it may have happened" : "the daemon can not be reached";
    }
    return {};
  }

 private:
  std::variant<Reply, RpcError, NoReply> content_;
  bool replayed_ = false;
};

}  // namespace cancel
