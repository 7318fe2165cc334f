#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cancel/domain/views.hpp"

// Lists as a client gets them: page by page. `next_cursor` asks for the next page as it is, and is empty on the last.

namespace cancel {

// cancellation/list
struct TokenPage {
  std::vector<TokenView> tokens;
  std::optional<std::string> next_cursor;
  bool operator==(const TokenPage&) const = default;
};

// operation/list
struct OperationPage {
  std::vector<OperationView> operations;
  std::optional<std::string> next_cursor;
  bool operator==(const OperationPage&) const = default;
};

}  // namespace cancel
