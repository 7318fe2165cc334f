#include "tools/tool_box.hpp"

#include <stdexcept>
#include <utility>

#include "tools/input_schema.hpp"
#include "tools/tool_options_check.hpp"

namespace cancel::mcp {

namespace {

std::shared_ptr<const InputSchema> compiled(const ToolOptions& options) {
  try {
    return std::make_shared<const InputSchema>(options.input_schema);
  } catch (const std::invalid_argument& wrong) {
    throw std::invalid_argument("the tool " + options.name + ": " + wrong.what());
  }
}

class CleanUpsAtTheEnd {
 public:
  explicit CleanUpsAtTheEnd(RequestContext& context) : context_(context) {}
  ~CleanUpsAtTheEnd() { context_.run_clean_ups(); }
  CleanUpsAtTheEnd(const CleanUpsAtTheEnd&) = delete;
  CleanUpsAtTheEnd& operator=(const CleanUpsAtTheEnd&) = delete;

 private:
  RequestContext& context_;
};

// The coroutine is destroyed where this is left, however that comes. Past the point of no return the context says of
// itself that it is not cancelled.
ToolResult run_steps(const StepHandler& handler, RequestContext& context, const Json& arguments) {
  ToolSteps steps = handler(context, arguments);
  for (;;) {
    context.throw_if_cancelled();
    if (!steps.next()) return steps.result();
    const Progress& progress = steps.progress();
    context.progress(progress.done, progress.total, progress.message);
  }
}

// The way through the middleware to the handler. `next` of each is a reference to this and a number, which costs no
// memory.
class Chain {
 public:
  Chain(const std::vector<Middleware>& middleware, const Tool& tool, RequestContext& context, const Json& arguments,
        std::function<ToolResult()> handler)
      : middleware_(middleware), tool_(tool), context_(context), arguments_(arguments), handler_(std::move(handler)) {}

  ToolResult run(std::size_t from) const {
    if (from == middleware_.size()) return handler_();
    return middleware_[from](context_, tool_.options, arguments_, [this, from] { return run(from + 1); });
  }

 private:
  const std::vector<Middleware>& middleware_;
  const Tool& tool_;
  RequestContext& context_;
  const Json& arguments_;
  const std::function<ToolResult()> handler_;
};

}  // namespace

void ToolBox::add(ToolOptions options, ToolHandler handler) {
  const bool is_there = static_cast<bool>(handler);
  add_tool(std::move(options), std::move(handler), is_there);
}

void ToolBox::add_steps(ToolOptions options, StepHandler handler) {
  const bool is_there = static_cast<bool>(handler);
  add_tool(std::move(options), std::move(handler), is_there);
}

void ToolBox::add_tool(ToolOptions options, std::variant<ToolHandler, StepHandler> handler, bool has_handler) {
  check_options(options);
  if (!has_handler) throw std::invalid_argument("the tool " + options.name + " needs a handler");
  if (tools_.count(options.name) != 0) throw std::invalid_argument("there is a tool " + options.name + " already");
  auto schema = compiled(options);
  std::string name = options.name;
  auto tool = std::make_unique<Tool>(Tool{std::move(options), std::move(handler), std::move(schema)});
  in_order_.push_back(tool.get());
  tools_.emplace(std::move(name), std::move(tool));
}

void ToolBox::use(Middleware middleware) {
  if (!middleware) throw std::invalid_argument("a middleware is empty");
  middleware_.push_back(std::move(middleware));
}

const Tool* ToolBox::find(std::string_view name) const {
  const auto found = tools_.find(name);
  return found != tools_.end() ? found->second.get() : nullptr;
}

ToolResult ToolBox::run(const Tool& tool, RequestContext& context, const Json& arguments) const {
  const CleanUpsAtTheEnd clean_ups(context);
  context.throw_if_cancelled();
  if (const auto wrong = tool.schema->check(arguments)) {
    return ToolResult::error("The arguments of " + tool.options.name + " do not fit its schema.\n" + *wrong);
  }
  if (middleware_.empty()) return run_handler(tool, context, arguments);
  return Chain(middleware_, tool, context, arguments, [&] { return run_handler(tool, context, arguments); }).run(0);
}

// Looks again: the middleware may have taken its time.
ToolResult ToolBox::run_handler(const Tool& tool, RequestContext& context, const Json& arguments) const {
  context.throw_if_cancelled();
  if (const auto* steps = std::get_if<StepHandler>(&tool.handler)) return run_steps(*steps, context, arguments);
  return std::get<ToolHandler>(tool.handler)(context, arguments);
}

}  // namespace cancel::mcp
