#pragma once

#include <coroutine>
#include <exception>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cancel/mcp/content.hpp"
#include "cancel/mcp/request_context.hpp"

namespace cancel::mcp {

// What becomes of work that goes on beyond its call when the caller cancels the call.
enum class OnCallerCancel { stop, detach };

// Whether a call may become a task (MCP Tasks of both contracts).
enum class TaskSupport { forbidden, optional, required };

struct ToolOptions {
  std::string name;
  std::optional<std::string> title{};
  std::string description{};
  JsonText input_schema = JsonText::written(R"({"type":"object"})");  // JSON Schema; arguments are checked against it
  std::optional<JsonText> output_schema{};
  std::optional<JsonText> annotations{};
  std::optional<JsonText> icons{};

  std::optional<std::size_t> max_concurrent{};  // calls of this tool at once; the others wait in order
  std::string exclusive{};                      // names a lock: of the tools that name it, one call runs at a time
  std::optional<Millis> deadline{};             // then it is cancelled with cause timeout
  std::optional<Millis> grace{};                // how long it may take to stop by itself
  std::optional<Millis> force{};

  // A long operation: its result within `answer_within`, else a task or a handle for continue_operation. See Executor.
  bool long_running = false;
  std::optional<Millis> answer_within{};  // else the executor's
  OnCallerCancel on_caller_cancel = OnCallerCancel::stop;
  TaskSupport task_support = TaskSupport::forbidden;  // anything but forbidden needs long_running
};

// How far a generator handler has come. With a constructor, and no aggregate: g++ 12 destroys what co_yield is given as
// an aggregate twice.
struct Progress {
  Progress() = default;
  Progress(double done_by_now, std::optional<double> of_total = {}, std::string_view words = {})
      : done(done_by_now), total(of_total), message(words) {}

  double done = 0;
  std::optional<double> total{};
  std::string message{};
};

// A handler that works in steps: co_yield Progress, then co_return ToolResult. Between the steps, and before the first,
// it is looked whether the call is cancelled: then the coroutine is destroyed where it stands, and its locals with it.
// A caller that waits is answered at once, also in the middle of a step; the step itself runs to its end.
class ToolSteps {
 public:
  struct promise_type {
    Progress progress{};
    std::optional<ToolResult> result{};
    std::exception_ptr thrown{};

    ToolSteps get_return_object() { return ToolSteps(std::coroutine_handle<promise_type>::from_promise(*this)); }
    std::suspend_always initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    std::suspend_always yield_value(Progress step) {
      progress = std::move(step);
      return {};
    }
    void return_value(ToolResult value) { result = std::move(value); }
    void unhandled_exception() { thrown = std::current_exception(); }
  };

  ToolSteps(ToolSteps&& other) noexcept : handle_(std::exchange(other.handle_, {})) {}
  ToolSteps& operator=(ToolSteps&& other) noexcept {
    if (this != &other) {
      if (handle_) handle_.destroy();
      handle_ = std::exchange(other.handle_, {});
    }
    return *this;
  }
  ~ToolSteps() {
    if (handle_) handle_.destroy();
  }

  // Runs one step. True: it yielded, see progress(); false: it has ended, see result(). Rethrows what it threw.
  bool next();
  const Progress& progress() const { return handle_.promise().progress; }
  ToolResult result() { return std::move(*handle_.promise().result); }

 private:
  explicit ToolSteps(std::coroutine_handle<promise_type> handle) : handle_(handle) {}
  std::coroutine_handle<promise_type> handle_;
};

// `arguments` and the context live as long as the handler runs.
using ToolHandler = std::function<ToolResult(RequestContext& context, const Json& arguments)>;
using StepHandler = std::function<ToolSteps(RequestContext& context, const Json& arguments)>;

// Stands around every handler: calls `next()` or not, and may change what it gives back. The first one that was added
// is the outermost.
using Middleware = std::function<ToolResult(RequestContext& context, const ToolOptions& tool, const Json& arguments,
                                            const std::function<ToolResult()>& next)>;

}  // namespace cancel::mcp
