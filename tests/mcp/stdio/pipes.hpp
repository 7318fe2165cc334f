#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "cancel/mcp/json.hpp"
#include "process_scene.hpp"

namespace cancel::mcp::testing {

using cancel::testing::eventually;
using cancel::testing::Pipe;

// Reads lines from a descriptor, each of them within ten seconds.
class Lines {
 public:
  explicit Lines(int descriptor) : descriptor_(descriptor) {}

  // Empty at the end. Throws std::runtime_error when nothing comes for too long.
  std::string next();
  // The response with this id, written as JSON, in whatever order they come. Throws, too, where there is none.
  JsonDocument response_to(const std::string& id);
  bool is_at_end() { return next().empty(); }

 private:
  const int descriptor_;
  std::string begun_;
  std::vector<JsonDocument> passed_over_;
};

// All of it, whatever the other side does meanwhile.
void write_all(int descriptor, const std::string& text);

}  // namespace cancel::mcp::testing
