#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>

#include <cancel/mcp/mcp.hpp>

namespace demo {

// Where tools write down how they ended, so that a test sees what a client that has cancelled is not told any more.
// Thread-safe.
class SideFile {
 public:
  // As the environment's SIDE_FILE says; without it nothing is written.
  SideFile();
  ~SideFile();
  SideFile(const SideFile&) = delete;
  SideFile& operator=(const SideFile&) = delete;

  // Stands around every tool, and appends {"tool":"coop","aborted":true,…} when it ends.
  cancel::mcp::Middleware middleware();

  // The tool ends by a result of its own, because it was told to stop.
  void mark_aborted(const cancel::mcp::ToolContext& context);

 private:
  void append(const std::string& tool, bool aborted, const std::optional<cancel::Cancellation>& why);
  bool take_mark(const cancel::mcp::ToolContext& context);

  int descriptor_ = -1;
  std::mutex lock_;
  std::set<cancel::TokenName> marked_;
};

}  // namespace demo
