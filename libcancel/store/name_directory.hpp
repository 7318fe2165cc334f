#pragma once

#include <deque>
#include <string_view>

#include "cancel/domain/names.hpp"
#include "name_group.hpp"
#include "name_hash.hpp"

namespace cancel {

// Where each token of the log is, by name, in memory: groups of some 200,000 tokens each, of which all but the last are
// full. Five to six bytes a token, live or not. Not thread-safe.
class NameDirectory {
 public:
  // Tokens come in order of creation.
  void add(std::string_view space, std::string_view id, TokenKey key);

  // The key of the last token that was added, 0 for none.
  TokenKey last_key() const { return groups_.empty() ? 0 : groups_.back().names.last_key(); }

  // The newest token with this name. `look` looks for it in a range of keys, and is called for hardly any name that is
  // not there. Cost: one memory access a group.
  template <typename Look>
  std::optional<TokenKey> find(const TokenName& name, Look look) const {
    const std::uint64_t hash = mixed(name_hash(name.space, name.id));
    std::optional<TokenKey> found;
    for (auto group = groups_.rbegin(); group != groups_.rend() && !found; ++group) {
      group->names.any(hash, [&](const KeyRange& range) { return (found = look(range)).has_value(); });
    }
    return found;
  }

  // The first full group that is not in the file; nullptr for none.
  const NameGroup* unstored() const;
  void set_stored();  // that one is now
  // A group that was read from the file, in order; before anything is added.
  void restore(NameGroup group);
  // The last key of all that is in the file, 0 for none.
  TokenKey stored_until() const;

  // Whether there is a full group all of whose tokens lie before `first`; then it is of no more use.
  bool has_before(TokenKey first) const { return groups_.size() > 1 && groups_.front().names.last_key() < first; }
  void forget_before(TokenKey first);

 private:
  struct Group {
    NameGroup names;
    bool stored = false;
  };

  // The bits of a name's hash are not equally random. What groups in files were made with: never to change.
  static std::uint64_t mixed(std::uint64_t hash) {
    hash *= 0x9E3779B97F4A7C15ull;
    hash ^= hash >> 32;
    return hash * 0xD6E8FEB86659FD93ull;
  }

  std::deque<Group> groups_;
};

}  // namespace cancel
