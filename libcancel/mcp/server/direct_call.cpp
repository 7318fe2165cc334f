#include "server/direct_call.hpp"

#include <chrono>
#include <condition_variable>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "cancel/mcp/work.hpp"
#include "cancel/token/cancellation_callback.hpp"
#include "server/server_core.hpp"

namespace cancel::mcp::detail {

namespace {

// No peer hears of such a call.
class DirectLink final : public CallLink {
 public:
  DirectLink(TokenName operation, CancellationToken token)
      : operation_(std::move(operation)), token_(std::move(token)) {}
  const CancellationToken& token() const override { return token_; }
  const TokenName& operation() const override { return operation_; }
  bool send(MessageKind, std::string) override { return false; }
  PeerAnswer ask(std::string_view, const JsonText&, Millis) override { return {}; }

 private:
  const TokenName operation_;
  const CancellationToken token_;
};

OperationOptions operation_for(const Tool& tool, const CancellationToken& token) {
  OperationOptions operation;
  operation.tool = tool.options.name;
  operation.deadline = tool.options.deadline;
  operation.grace = tool.options.grace;
  operation.force = tool.options.force;
  operation.labels = {{"mcp.method", "tools/call"}, {"mcp.transport", "direct"}};
  if (token != CancellationToken()) operation.parents.emplace_back(token);
  return operation;
}

// One call: who asked waits for its result and leaves when it is cancelled; the handler keeps it alive until it ends.
class DirectCall : public std::enable_shared_from_this<DirectCall> {
 public:
  DirectCall(ServerCore& server, const Tool& tool, JsonDocument arguments, const CancellationToken& token)
      : server_(server),
        tool_(tool),
        arguments_(std::move(arguments)),
        work_(server.options.client, operation_for(tool, token)) {}

  ToolResult call() {
    const auto self = shared_from_this();
    key_ = server_.running.add(description());
    if (server_.is_draining()) work_.cancel(server_.shutdown_wish());
    const CancellationCallback leave(work_.token(), [this] { give(cancelled_result(why(), work_.name())); });
    const bool taken = server_.admission.submit(
        tool_.needs(), work_.token(), [self] { self->run(); }, [self] { self->end(Outcome::stopped, {}); });
    if (!taken) {
      give(ToolResult::error("too many calls are waiting already"));
      end(Outcome::failed, "too many calls are waiting already");
    }
    std::unique_lock hold(lock_);
    given_.wait(hold, [this] { return result_.has_value(); });
    return *result_;
  }

 private:
  RunningCall description() {
    RunningCall call;
    call.operation = work_.name();
    call.owner = "(direct)";  // no session's
    call.tool = tool_.options.name;
    call.token = work_.token();
    call.started_at = std::chrono::time_point_cast<Timestamp::duration>(std::chrono::system_clock::now());
    call.cancel = [weak = weak_from_this()](const CancellationWish& wish) {
      if (const auto self = weak.lock()) self->server_.canceller.post([self, wish] { self->work_.cancel(wish); });
    };
    return call;
  }

  Cancellation why() const { return work_.token().cancellation().value_or(Cancellation{}); }

  void run() {
    const auto facts = std::make_shared<RequestFacts>();
    facts->method = "tools/call";
    facts->session_token = work_.token();
    RequestContext context(facts, std::make_shared<DirectLink>(work_.name(), work_.token()), &server_.sealer);
    try {
      const ToolResult result = server_.tools.run(tool_, context, arguments_);
      give(result);
      end(result.is_error ? Outcome::failed : Outcome::succeeded, {});
    } catch (const Cancelled& cancelled) {
      give(cancelled_result(cancelled.why(), work_.name()));
      end(Outcome::stopped, {});
    } catch (const InputRequired&) {
      fail("the tool asks its client for something, and there is none");
    } catch (const std::exception& error) {
      fail(error.what());
    } catch (...) {
      fail("the handler threw something that is no exception");
    }
  }

  void fail(const std::string& what) {
    give(ToolResult::error(what));
    end(Outcome::failed, what);
  }

  // The first one counts.
  void give(ToolResult result) {
    {
      const std::lock_guard hold(lock_);
      if (result_) return;
      result_ = std::move(result);
    }
    given_.notify_all();
  }

  void end(Outcome outcome, std::optional<std::string> error) {
    work_.finish(outcome, std::move(error));
    server_.running.remove(key_);
  }

  ServerCore& server_;
  const Tool& tool_;
  const JsonDocument arguments_;
  Work work_;
  RunningCalls::Key key_ = 0;
  std::mutex lock_;
  std::condition_variable given_;
  std::optional<ToolResult> result_;
};

}  // namespace

ToolResult call_directly(ServerCore& server, const std::string& name, const JsonText& arguments,
                         const CancellationToken& token) {
  server.prepare();
  const Tool* tool = server.tools.find(name);
  if (tool == nullptr) return ToolResult::error("Unknown tool: " + name);
  if (server.is_draining()) return ToolResult::error(server.shutting_down().what());
  try {
    JsonDocument content = arguments.is_null() ? JsonDocument(rapidjson::kObjectType) : parse_json(arguments.text());
    return std::make_shared<DirectCall>(server, *tool, std::move(content), token)->call();
  } catch (const std::exception& error) {
    return ToolResult::error(error.what());
  }
}

}  // namespace cancel::mcp::detail
