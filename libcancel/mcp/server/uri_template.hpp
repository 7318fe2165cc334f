#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cancel/domain/names.hpp"

namespace cancel::mcp::detail {

// A URI with {variables}, as RFC 6570 has them on its level 1: each stands for one or more characters without '/', '?'
// and '#'. A value, thread-safe.
class UriTemplate {
 public:
  // Throws std::invalid_argument: operators, variables side by side or of the same name, braces that do not match.
  explicit UriTemplate(std::string_view text);

  // The variables by name, decoded; empty where `uri` is none of this form. Cost: linear.
  std::optional<Labels> match(std::string_view uri) const;

 private:
  std::string beginning_;
  struct Variable {
    std::string name;
    std::string text_behind;  // up to the next variable, or to the end
  };
  std::vector<Variable> variables_;
};

}  // namespace cancel::mcp::detail
