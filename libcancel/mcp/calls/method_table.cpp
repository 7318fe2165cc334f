#include "calls/method_table.hpp"

#include <stdexcept>
#include <utility>

namespace cancel::mcp {

void MethodTable::add(MethodOptions options, MethodHandler handler) {
  if (options.name.empty()) throw std::invalid_argument("a method needs a name");
  if (!handler) throw std::invalid_argument("the method " + options.name + " needs a handler");
  std::string name = options.name;
  if (methods_.count(name) != 0) throw std::invalid_argument("there is a method " + name + " already");
  methods_.emplace(std::move(name), Method{std::move(options), std::move(handler)});
}

const Method* MethodTable::find(std::string_view name) const {
  const auto found = methods_.find(name);
  return found != methods_.end() ? &found->second : nullptr;
}

}  // namespace cancel::mcp
