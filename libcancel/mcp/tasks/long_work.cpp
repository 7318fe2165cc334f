#include "tasks/long_work.hpp"

#include <utility>

#include "tasks/operation_link.hpp"

namespace cancel::mcp {

namespace {

std::string first_text(const ToolResult& result) {
  for (const JsonText& block : result.blocks()) {
    if (auto text = find_text(parse_json(block.text()), "text")) return std::move(*text);
  }
  return "the tool says that it failed";
}

JsonText run_rounds(const ToolBox& tools, const Tool& tool, const Json& arguments,
                    const std::shared_ptr<LongCall>& call, RunningOperation& operation) {
  const auto link = std::make_shared<OperationLink>(operation, call);
  for (;;) {
    InputRequired needed;
    try {
      RequestContext context(call->facts(), link, call->sealer());
      const ToolResult result = tools.run(tool, context, arguments);
      if (result.is_error) throw FailedWith(first_text(result), result.to_json());
      return result.to_json();
    } catch (InputRequired& thrown) {
      needed = std::move(thrown);
    }
    if (call->ask_instead(needed)) return {};
    call->ask_and_wait(needed, operation.token());
  }
}

}  // namespace

JsonText run_long_call(const ToolBox& tools, const Tool& tool, const Json& arguments,
                       const std::shared_ptr<LongCall>& call, RunningOperation& operation) {
  try {
    return run_rounds(tools, tool, arguments, call, operation);
  } catch (const Cancelled&) {
    throw;
  } catch (const FailedWith&) {
    throw;
  } catch (const McpError&) {
    throw;
  } catch (const std::exception& error) {
    throw FailedWith(error.what(), ToolResult::error(error.what()).to_json());
  }
}

}  // namespace cancel::mcp
