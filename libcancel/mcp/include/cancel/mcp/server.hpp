#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cancel/client/client.hpp"
#include "cancel/mcp/content.hpp"
#include "cancel/mcp/executor.hpp"
#include "cancel/mcp/method.hpp"
#include "cancel/mcp/request_context.hpp"
#include "cancel/mcp/session.hpp"
#include "cancel/mcp/tool.hpp"

namespace cancel::mcp {

namespace detail {
class ServerCore;
}

struct ServerOptions {
  std::string name;
  std::string version;
  std::optional<std::string> title{};
  std::optional<std::string> instructions{};

  Client* client = nullptr;          // of canceld; null: everything works within this process alone. Must outlive the server.
  std::size_t max_threads = 256;     // that run handlers at once; further calls wait, in order
  std::size_t max_waiting = 10'000;  // calls that wait; further ones are answered with limit_exceeded
  Millis answer_cancelled_within{1'000};  // a caller of a call that somebody else cancelled is answered by then, although its
                                          // handler has not stopped yet
  Millis question_timeout{60'000};        // the longest that a handler waits for the answer to a request of ours
  std::size_t page = 100;                 // of the lists
  ExecutorOptions executor{};
  // Whose `state` of multi-round calls can be read: the same 32 bytes in each of several instances; empty: random.
  std::string state_key{};
  // One line for the operator: what was ignored, refused, dropped. Any thread; must not block.
  std::function<void(LogLevel, const std::string&)> on_log{};
};

struct PromptArgument {
  std::string name;
  std::string description{};
  bool required = false;
};
struct PromptOptions {
  std::string name;
  std::optional<std::string> title{};
  std::string description{};
  std::vector<PromptArgument> arguments{};
};
using PromptHandler = std::function<PromptResult(RequestContext& context, const Json& arguments)>;

struct ResourceOptions {
  std::string uri;  // of a template: with {variables} (RFC 6570, level 1)
  std::string name;
  std::optional<std::string> title{};
  std::string description{};
  std::string mime_type{};
};
using ResourceHandler =
    std::function<ResourceResult(RequestContext& context, const std::string& uri, const Labels& variables)>;

// Answers completion/complete for one argument of a prompt or a resource template.
using CompletionHandler =
    std::function<std::vector<std::string>(RequestContext& context, const std::string& argument, const std::string& value)>;

// An MCP server without a transport: what it offers, and how calls are carried out. Transports open sessions and hand
// messages over. Its sessions end with it: none may be receiving when it is destroyed.
//
// Thread-safe once set up: add everything before the first session is opened. The destructor is stop().
class Server {
 public:
  explicit Server(ServerOptions options);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // All throw std::invalid_argument: a name that is taken, a schema that is none.
  void add_tool(ToolOptions options, ToolHandler handler);
  void add_steps_tool(ToolOptions options, StepHandler handler);
  void add_prompt(PromptOptions options, PromptHandler handler);
  void add_resource(ResourceOptions options, ResourceHandler handler);
  void add_resource_template(ResourceOptions options, ResourceHandler handler);
  // Of a prompt ("prompt:NAME") or a template ("template:URI").
  void add_completion(const std::string& of, CompletionHandler handler);
  void add_method(MethodOptions options, MethodHandler handler);
  void use(Middleware middleware);
  // `capabilities.extensions[name]`, of both eras' descriptions of this server.
  void declare_extension(const std::string& name, JsonText settings);

  // Registers the tool `continue_operation` and, where a tool supports them, tasks of both contracts. Done by the first
  // session where a tool is long_running.
  void enable_long_operations();
  // Registers cancellation/create, /cancel, /status and /list.
  void enable_cancellation_methods();

  // A token by which a call can be cancelled beside its request, as cancellation/create makes them. With an id: the token
  // of that name that this caller may use; else, with canceld, whatever token has that name there, also one that is yet
  // to come; else one that is never cancelled. Without: a new one of the caller's, of which the id can be handed out.
  struct NamedToken {
    std::string id;
    CancellationToken token;
  };
  NamedToken shared_token(RequestContext& context, const std::optional<std::string>& id);

  // Runs a tool for a caller in this process: all middleware, limits and checks. When `token` is cancelled it returns at once with the
  // error result of a cancelled call, though the handler may still be stopping. A cancelled token: the handler does not run.
  ToolResult call_tool(const std::string& name, const JsonText& arguments, const CancellationToken& token = {});

  // See Session. `output` takes what belongs to no request.
  std::shared_ptr<Session> open(SessionOptions options, std::shared_ptr<MessageChannel> output);

  // Tells the sessions that have subscribed to it, or to that resource.
  void tools_changed();
  void prompts_changed();
  void resources_changed();
  void resource_updated(const std::string& uri);

  // Of a tool; empty where there is none of that name.
  std::optional<JsonText> input_schema(const std::string& tool) const;
  Executor& executor();
  const ServerOptions& options() const;

  // Refuses new requests ("shutting down"), cancels what runs with cause server_shutdown, answers it, and waits up to
  // `time` until handlers have ended; half of it over, what still runs is cancelled by force, which kills the processes
  // of calls. May be called again. True: nothing runs any more.
  bool stop(Millis time = Millis{5'000}, const std::string& reason = "the server is shutting down");

 private:
  std::shared_ptr<detail::ServerCore> core_;
};

}  // namespace cancel::mcp
