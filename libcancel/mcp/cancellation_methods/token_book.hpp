#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cancel/mcp/work.hpp"

namespace cancel::mcp {

// A token that was made by cancellation/create, as its owner sees it. A value.
struct BookedToken {
  std::string id;
  std::shared_ptr<const GroupToken> group;
  Timestamp created_at{};
  std::uint64_t number = 0;            // in the order of their making
  std::optional<Cancellation> wish{};  // asked for by its owner, though not carried out yet
  bool is_free = false;                // nobody needs it any more

  // Why it is cancelled, or about to be; empty where it is not.
  std::optional<Cancellation> cancellation() const;
};

// The tokens of all owners by id. Thread-safe; nothing of a client's, and no destructor of a token, runs while its lock
// is held.
class TokenBook {
 public:
  static constexpr std::size_t most_of_an_owner = 1'000;

  // Makes it; an empty id: a random one. Throws McpError where the owner has that id, or too many.
  BookedToken create(Client* client, const std::string& owner, std::string id, SharedTokenOptions options);
  std::optional<BookedToken> find(const std::string& owner, const std::string& id) const;
  // Notes that it is asked to be cancelled; the first one counts. Empty: the owner has no such token.
  std::optional<BookedToken> wish(const std::string& owner, const std::string& id, const Cancellation& why);
  std::vector<BookedToken> of(const std::string& owner) const;  // in the order of their making
  // It is the first to go when there are too many.
  void may_drop(const std::string& owner, const std::string& id);
  void forget(const std::string& owner);

 private:
  using Tokens = std::map<std::string, BookedToken>;
  static void drop_old(Tokens& tokens, std::vector<BookedToken>& dropped);

  mutable std::mutex lock_;
  std::map<std::string, Tokens> by_owner_;
  std::uint64_t last_ = 0;
};

}  // namespace cancel::mcp
