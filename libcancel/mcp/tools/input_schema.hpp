#pragma once

#include <memory>
#include <optional>
#include <string>

#include "cancel/mcp/json.hpp"

namespace cancel::mcp {

// The schema of a tool's arguments, ready for use. JSON Schema as of 2020-12, so far as checking goes: `format` and
// other annotations are passed over, and so are unevaluatedProperties, unevaluatedItems, minContains, maxContains,
// contentSchema and $dynamicRef. A whole number is an integer only where it is written as one: 1, not 1.0. References
// stay within the schema: nothing is ever fetched.
//
// Thread-safe.
class InputSchema {
 public:
  // Throws std::invalid_argument, saying what is wrong: not of type "object", a reference that leads nowhere, or only
  // to itself, a pattern that is no regular expression.
  explicit InputSchema(const JsonText& schema);
  ~InputSchema();

  // Empty: they fit. Else what does not, with its place: `arguments[a][0]: …`, one a line, the first few. Takes
  // stack for each level of nesting, which parse_json() bounds.
  std::optional<std::string> check(const Json& arguments) const;

 private:
  struct Compiled;
  std::unique_ptr<const Compiled> compiled_;
};

}  // namespace cancel::mcp
