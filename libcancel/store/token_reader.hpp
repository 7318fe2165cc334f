#pragma once

#include <functional>
#include <optional>
#include <string_view>

#include "cancel/domain/commands.hpp"
#include "cancel/domain/views.hpp"
#include "key_range.hpp"
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

  // The newest token with this name among those of `range`. Cost: that of looking at all of them.
  std::optional<TokenKey> find(const TokenName& name, KeyRange range);

  // The newest cancelled token with this name. Cost: two look-ups for each 2,048 positions that the log has.
  std::optional<TokenKey> find_cancelled(const TokenName& name);

  // Hands out key, namespace and id of the tokens in `range`, in order of creation. The texts live during the call.
  void names(KeyRange range, const std::function<void(TokenKey, std::string_view, std::string_view)>& take);

  // The first key that there is, 0 for none.
  TokenKey first();

 private:
  Statement list_;
  Statement read_;
  Statement position_;
  Statement find_;
  Statement find_cancelled_;
  Statement names_;
  Statement first_;
};

}  // namespace cancel
