#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "http/edge_parts.hpp"
#include "http/param_headers.hpp"

namespace cancel::mcp {

// The modern era over HTTP: each POST is a conversation of its own, with one request; closing its stream cancels it.
// post() is called on the HTTP server's thread, tidy() on any.
class ModernEdge {
 public:
  explicit ModernEdge(EdgeParts parts) : parts_(parts) {}

  void post(Post post);

  // Once in a while: comments on open streams, which keep them alive and find out that the peer is not there any more.
  void tidy(bool with_comments);

 private:
  void carry_out(Post post);
  const std::vector<ParamHeader>& rules_of(const std::string& tool);

  EdgeParts parts_;
  std::map<std::string, std::vector<ParamHeader>> rules_;  // by tool, as they were needed
  std::mutex lock_;
  std::vector<std::weak_ptr<http::Exchange>> open_;  // guarded by lock_; those that are over leave by tidy()
};

}  // namespace cancel::mcp
