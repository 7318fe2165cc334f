#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "cancel/domain/views.hpp"
#include "statement.hpp"

namespace cancel {

// Finds archived tokens by name, through `names`: pairs of a name's hash and a token's key. Random keys are dear, so
// that tokens come in here when they leave memory and not when they are created. Must not outlive its connection.
// Throws SqliteError.
class NameIndex {
 public:
  explicit NameIndex(Connection& connection);

  // The value that stands in the file for a name; never to change.
  static std::int64_t hash_of(const TokenName& name);

  // Call inside a write transaction. A second insertion of the same token changes nothing.
  void insert(std::span<const TokenView> tokens);
  void erase(const TokenName& name, TokenKey key);

  // Cost: one look-up.
  std::optional<TokenKey> find(const TokenName& name);

  // Whether there is any name at all.
  bool empty();

 private:
  Statement insert_;
  Statement erase_;
  Statement find_;
  Statement any_;
};

}  // namespace cancel
