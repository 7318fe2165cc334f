#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cancel/domain/names.hpp"
#include "cancel/domain/time.hpp"
#include "cancel/mcp/json.hpp"
#include "cancel/mcp/message_channel.hpp"
#include "cancel/mcp/outgoing_requests.hpp"
#include "cancel/mcp/protocol.hpp"
#include "cancel/posix/child_process.hpp"
#include "cancel/token/cancellation_token.hpp"

namespace cancel::mcp {

enum class LogLevel { debug, info, notice, warning, error, critical, alert, emergency };
std::string_view to_string(LogLevel level);
std::optional<LogLevel> log_level_of(std::string_view word);

// What a request said of itself and of its sender. Shared and never changed.
struct RequestFacts {
  std::optional<RequestId> id{};  // none for a call that came from no peer
  std::string method;
  Era era = Era::legacy;
  std::string protocol_version;
  std::string session;                 // id of the MCP session; of a modern HTTP request: of that request alone
  std::string owner;                   // whose tasks, operations and tokens it may see; empty: everybody's (modern HTTP)
  CancellationToken session_token{};   // what its work hangs under; never cancelled where the request stands alone
  std::string client;                  // "name version" as the peer says, unverified
  JsonText client_capabilities = JsonText::written("{}");
  std::optional<JsonText> progress_token{};  // a string or an integer
  std::optional<LogLevel> log_level{};       // the lowest that the peer asked for; none: no log messages
  std::shared_ptr<const JsonDocument> message{};  // the whole message; null for a call that came from no peer

  // params of the message, or null where there are none.
  const Json* params() const;
  const Json* meta() const;  // params._meta
  // Whether the client declared it: "sampling", "elicitation", "roots", or with a dot below: "elicitation.url";
  // "extensions.io.modelcontextprotocol/tasks" names one extension.
  bool client_has(std::string_view capability) const;
};

// What stands behind a context: a request, an operation that outlives its request, or a direct call. Thread-safe.
class CallLink {
 public:
  virtual ~CallLink() = default;
  virtual const CancellationToken& token() const = 0;
  virtual const TokenName& operation() const = 0;
  // Progress and log; dropped, and false, once nobody may hear of it.
  virtual bool send(MessageKind kind, std::string json) = 0;
  // A request of the server's own, in the legacy era.
  virtual PeerAnswer ask(std::string_view method, const JsonText& params, Millis timeout) = 0;
  // See MessageChannel.
  virtual void release_connection() {}
};

// Something that is asked of the client in the middle of a call: elicitation/create, sampling/createMessage, roots/list.
struct Question {
  std::string key;     // names it among the questions of this call; stays the same when the call is repeated
  std::string method;
  JsonText params = JsonText::written("{}");
};

// Thrown by ask() in the modern era, where a server sends no requests: the call ends here with `input_required`, and is
// begun anew by the client with the answers. Not for users to catch.
struct InputRequired {
  std::vector<Question> questions;
  std::optional<JsonText> state;
};

class StateSealer;

// What a handler works with. Thread-safe, and valid as long as the handler runs.
class RequestContext {
 public:
  // For the library; handlers are given one.
  RequestContext(std::shared_ptr<const RequestFacts> facts, std::shared_ptr<CallLink> link, const StateSealer* sealer);
  RequestContext(const RequestContext&) = delete;
  RequestContext& operator=(const RequestContext&) = delete;
  ~RequestContext();

  // Says when to stop, and why. After the point of no return: one that is never cancelled.
  CancellationToken token() const;
  bool is_cancelled() const { return token().is_cancelled(); }
  // Leaves the handler by Cancelled, where it is cancelled; the call ends as "stopped".
  void throw_if_cancelled() const { token().throw_if_cancelled(); }
  // Sleeps; false: cut short, it is cancelled.
  bool sleep_for(std::chrono::nanoseconds duration) const;

  const RequestFacts& request() const noexcept { return *facts_; }
  const TokenName& operation() const { return link_->operation(); }

  // Tells the client how far it is, where the client asked for that. What does not increase is not sent. False: not sent.
  bool progress(double done, std::optional<double> total = {}, std::string_view message = {});
  // A log message for the client, from the level on that it asked for. `data` is any JSON.
  bool log(LogLevel level, const JsonText& data, std::string_view logger = {});
  bool log(LogLevel level, std::string_view text);

  // Asks the client, and waits for its answers, in the order of the questions; each is a result object. A legacy client
  // is sent requests, one after another, which are cancelled with the call. A modern client is told `input_required`: then this
  // throws InputRequired, and the handler is run again from its beginning when the answers are there; whatever it needs
  // to remember is `state`. Throws McpError missing_capability where the client has not declared it, McpError where it
  // answers with an error, Cancelled.
  std::vector<JsonText> ask(std::vector<Question> questions, std::optional<JsonText> state = {},
                            Millis timeout = Millis{60'000});
  JsonText ask(Question question, std::optional<JsonText> state = {}, Millis timeout = Millis{60'000});
  // The state that an earlier round gave to ask(); empty in the first round. Sealed: a client cannot change it.
  std::optional<JsonText> state() const;
  // The raw answers of an earlier round by key; null where there are none.
  const Json* input_response(std::string_view key) const;

  // Lets a legacy HTTP client's connection go: it polls for what is still to come. Nothing happens elsewhere.
  void release_connection() { link_->release_connection(); }

  // For `_meta` of a request to another server: {"canceld/token":{"namespace","id"}, trace context}. The other server's
  // work then hangs under this call, in whatever process it is, where both talk to the same canceld.
  JsonText downstream_meta() const;

  // From here on the work is not to be stopped half-way: throws Cancelled where it is cancelled already; later
  // cancellations are recorded, but token() does not tell them, and how the work ends is told as it is.
  void pass_point_of_no_return();
  bool is_past_point_of_no_return() const noexcept;

  // `clean_up` runs after the handler has ended – the last one first, however it ended – before the call counts as
  // ended. Its token is cancelled when `deadline` is over.
  using CleanUp = std::function<void(const CancellationToken& deadline)>;
  void on_end(CleanUp clean_up, Millis deadline = Millis{5'000});

  // For the library.
  void run_clean_ups() noexcept;  // and empties the list; what they throw is contained
  const std::shared_ptr<const RequestFacts>& facts() const noexcept { return facts_; }
  const std::shared_ptr<CallLink>& link() const noexcept { return link_; }
  const StateSealer* sealer() const noexcept { return sealer_; }

  // Runs a command that dies with the call: SIGTERM to its process group, then SIGKILL. Throws as ChildProcess does.
  // Output and error are collected, up to `limit` bytes each; what is beyond is thrown away.
  struct CommandResult {
    ChildExit exit;
    std::string output;
    std::string error;
  };
  CommandResult run_command(ChildOptions options, std::size_t limit = 1 << 20);

 private:
  struct Parts;
  const std::shared_ptr<const RequestFacts> facts_;
  const std::shared_ptr<CallLink> link_;
  const StateSealer* const sealer_;
  const std::unique_ptr<Parts> parts_;
};

using ToolContext = RequestContext;

}  // namespace cancel::mcp
