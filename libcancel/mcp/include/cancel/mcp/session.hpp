#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "cancel/domain/commands.hpp"
#include "cancel/mcp/incoming_requests.hpp"
#include "cancel/mcp/json.hpp"
#include "cancel/mcp/message_channel.hpp"
#include "cancel/mcp/protocol.hpp"

namespace cancel::mcp {

namespace detail {
class ServerCore;
class SessionCore;
}  // namespace detail

struct SessionOptions {
  std::string transport = "stdio";  // a label in the log: "stdio", "http"
  std::string id{};                 // empty: a random one. Names the session's token in the log.
  std::optional<Era> only{};        // this era alone; empty: what comes decides
  // Who may see what it makes – tasks, operations, tokens; empty: its id. Modern HTTP, which has no sessions, gives what
  // it knows of the caller, or "*" for everybody who knows the ids.
  std::string owner{};
  bool recorded = true;  // has a token in canceld that its calls hang under
};

struct SessionCounters {
  RequestCounters requests;
  std::uint64_t malformed_messages = 0;
  std::uint64_t unknown_answers = 0;  // responses to no request of ours
};

// One peer's conversation with a server. Takes messages, gives messages: any transport can carry it.
//
// Thread-safe; messages of one peer are to be handed over one at a time, in the order in which they came. To be held by its transport;
// close() it, or let it go, when the peer is gone.
class Session {
 public:
  explicit Session(std::shared_ptr<detail::SessionCore> core);
  ~Session();  // close(), with cause client_disconnected
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // One JSON-RPC message (or, in revision 2025-03-26, an array of them). Returns soon: handlers run elsewhere, and what they have to
  // say goes to `replies`, as does everything else that belongs to the requests of this message. What can be answered
  // at once – errors of the protocol, short questions – is answered before this returns. Never throws for what the peer sent.
  void receive(std::string_view message, const std::shared_ptr<MessageChannel>& replies);

  const std::string& id() const;
  // Empty until the peer has said. Legacy by `initialize`; modern by the first request that says its version.
  std::optional<Era> era() const;
  std::string protocol_version() const;

  // The peer is gone, or is to be: cancels and silences all that it has in flight. May be called again.
  void close(const CancellationWish& why);

  std::size_t running() const;  // requests whose work has not ended
  SessionCounters counters() const;

 private:
  std::shared_ptr<detail::SessionCore> core_;
};

}  // namespace cancel::mcp
