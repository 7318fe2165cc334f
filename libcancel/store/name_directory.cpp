#include "name_directory.hpp"

#include <algorithm>

namespace cancel {

void NameDirectory::add(std::string_view space, std::string_view id, TokenKey key) {
  if (groups_.empty() || groups_.back().names.full()) groups_.emplace_back();
  groups_.back().names.add(mixed(name_hash(space, id)), key);
}

const NameGroup* NameDirectory::unstored() const {
  const auto group = std::find_if(groups_.begin(), groups_.end(), [](const Group& each) { return !each.stored; });
  return group != groups_.end() && group->names.full() ? &group->names : nullptr;
}

void NameDirectory::set_stored() {
  std::find_if(groups_.begin(), groups_.end(), [](const Group& each) { return !each.stored; })->stored = true;
}

void NameDirectory::restore(NameGroup group) {
  groups_.push_back({std::move(group), true});
}

TokenKey NameDirectory::stored_until() const {
  TokenKey last = 0;
  for (const Group& group : groups_) last = group.stored ? group.names.last_key() : last;
  return last;
}

void NameDirectory::forget_before(TokenKey first) {
  while (has_before(first)) groups_.pop_front();
}

}  // namespace cancel
