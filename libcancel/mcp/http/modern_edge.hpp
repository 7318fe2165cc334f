#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "http/edge_parts.hpp"
#include "http/param_headers.hpp"

namespace cancel::mcp {

// The modern era over HTTP: each POST is a conversation of its own, with one request; closing its stream cancels it.
// Called on the HTTP server's thread.
class ModernEdge {
 public:
  explicit ModernEdge(EdgeParts parts) : parts_(parts) {}

  void post(Post post);

 private:
  void carry_out(Post post);
  const std::vector<ParamHeader>& rules_of(const std::string& tool);

  EdgeParts parts_;
  std::map<std::string, std::vector<ParamHeader>> rules_;  // by tool, as they were needed
};

}  // namespace cancel::mcp
