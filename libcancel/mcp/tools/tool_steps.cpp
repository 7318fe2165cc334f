#include <cassert>
#include <utility>

#include "cancel/mcp/tool.hpp"

namespace cancel::mcp {

bool ToolSteps::next() {
  assert(handle_ && !handle_.done());
  handle_.resume();
  if (auto thrown = std::exchange(handle_.promise().thrown, nullptr)) std::rethrow_exception(std::move(thrown));
  return !handle_.done();
}

}  // namespace cancel::mcp
