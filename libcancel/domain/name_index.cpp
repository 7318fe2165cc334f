#include "cancel/domain/name_index.hpp"

#include <cassert>
#include <utility>

namespace cancel {
namespace {

constexpr std::size_t least_places = 8;

}  // namespace

Token* NameIndex::find(std::uint64_t hash, const TokenName& name) const {
  if (places_.empty()) return nullptr;
  for (std::size_t place = home(hash); places_[place].token != nullptr; place = next(place)) {
    if (places_[place].hash == hash && places_[place].token->name == name) return places_[place].token;
  }
  return nullptr;
}

void NameIndex::insert(std::uint64_t hash, Token* token) {
  if ((used_ + 1) * 3 > places_.size() * 2) grow();
  std::size_t place = home(hash);
  while (places_[place].token != nullptr) place = next(place);
  places_[place] = {hash, token};
  ++used_;
}

void NameIndex::grow() {
  std::vector<Place> before = std::exchange(places_, std::vector<Place>(places_.empty() ? least_places : places_.size() * 2));
  used_ = 0;
  for (const Place& place : before) {
    if (place.token != nullptr) insert(place.hash, place.token);
  }
}

// Those behind it move up, as far as each is still reached from its own home.
void NameIndex::erase(std::uint64_t hash, const Token* token) {
  std::size_t hole = home(hash);
  while (places_[hole].token != token) hole = next(hole);
  for (std::size_t place = next(hole); places_[place].token != nullptr; place = next(place)) {
    const std::size_t mask = places_.size() - 1;
    const std::size_t from_home = (place - home(places_[place].hash)) & mask;
    if (from_home < ((place - hole) & mask)) continue;
    places_[hole] = places_[place];
    hole = place;
  }
  places_[hole] = {};
  --used_;
}

}  // namespace cancel
