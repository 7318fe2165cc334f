#pragma once

#include <map>
#include <string>
#include <string_view>

#include "cancel/mcp/method.hpp"

namespace cancel::mcp {

struct Method {
  MethodOptions options;
  MethodHandler handler;
};

// The methods of a server by name. Filled before the first session, then only read: thread-safe from there on.
class MethodTable {
 public:
  // Throws std::invalid_argument for a name that is taken or empty.
  void add(MethodOptions options, MethodHandler handler);
  const Method* find(std::string_view name) const;

 private:
  std::map<std::string, Method, std::less<>> methods_;
};

}  // namespace cancel::mcp
