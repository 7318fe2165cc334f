#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "calls/method_table.hpp"
#include "cancel/mcp/canceller.hpp"
#include "cancel/mcp/executor.hpp"

namespace cancel::mcp {

class TokenBook;

// Running work of a caller, as it can be seen and cancelled by the id of its operation.
struct VisibleCall {
  std::string id;
  std::string tool;
  CancellationToken token{};
  Timestamp started_at{};
  std::function<void(const CancellationWish&)> cancel{};  // does not wait
};

// A token that its caller knows by its id.
struct CallerToken {
  std::string id;
  CancellationToken token{};
};

// What the methods need of the server around them. All that is pointed to must outlive them.
struct CancellationPorts {
  Client* client = nullptr;  // null: tokens are of this process alone
  Canceller* canceller = nullptr;
  Executor* executor = nullptr;
  std::function<std::vector<VisibleCall>(const std::string& owner)> running{};
  std::function<std::optional<VisibleCall>(const std::string& owner, const std::string& id)> find{};
};

// The methods cancellation/create, /cancel, /status and /list: tokens that clients make and name, to be handed to
// tools. A caller sees and cancels its own only; to it, others' do not exist. Beside tokens it sees its running
// requests and operations. Where there is a client, each token stands in canceld's log, under the same id unless that
// is taken in this process.
//
// Thread-safe. None of it waits, neither for the daemon nor for callbacks.
class CancellationMethods {
 public:
  explicit CancellationMethods(CancellationPorts ports);
  ~CancellationMethods();

  void add_methods(MethodTable& methods);

  // See Server::shared_token(). One that is made here makes room for others when the call has ended. Throws McpError.
  CallerToken shared_token(RequestContext& context, const std::optional<std::string>& id);

  // The owner is gone, and with it what it made.
  void forget(const std::string& owner);

 private:
  CancellationToken find(const std::string& owner, const std::string& id);
  JsonText create(RequestContext& context, const Json& params);
  JsonText cancel(RequestContext& context, const Json& params);
  JsonText status(RequestContext& context, const Json& params);
  JsonText list(RequestContext& context);
  bool cancel(const std::string& owner, const std::string& id, const CancellationWish& wish);

  const CancellationPorts ports_;
  const std::shared_ptr<TokenBook> book_;
};

}  // namespace cancel::mcp
