#pragma once

#include <functional>
#include <optional>
#include <string_view>

#include "cancel/domain/commands.hpp"
#include "cancel/domain/views.hpp"
#include "statement.hpp"

namespace cancel {

// Reads rows of `tokens`. Must not outlive its connection.
// Throws SqliteError, and LogDamaged for a row that does not decode.
class TokenReader {
 public:
  explicit TokenReader(Connection& connection);

  // Hands out the rows with key > `after` that fit `filter`, in order of creation, until `take` returns false.
  // Cost: the rows that are looked at.
  void list(TokenKey after, const TokenFilter& filter, const std::function<bool(TokenView)>& take);

  std::optional<TokenView> read(TokenKey key);

  // The position of the token's last event; empty where there is no such row.
  std::optional<Position> position_of(TokenKey key);

  // The key of the token with this name, newest first. Cost: that of a scan.
  std::optional<TokenKey> search(const TokenName& name);

 private:
  Statement list_;
  Statement read_;
  Statement position_;
  Statement search_;
};

}  // namespace cancel
