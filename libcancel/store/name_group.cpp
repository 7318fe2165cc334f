#include "name_group.hpp"

#include <algorithm>
#include <cassert>
#include <cstring>

#include "stable_hash.hpp"

namespace cancel {
namespace {

// Reads otherwise on a machine that keeps the bytes of a number in the other order.
constexpr std::uint64_t mark = 0x0131'4752'4E41'4E01;

template <typename Number>
void put(std::string& out, const Number* numbers, std::size_t count) {
  out.append(reinterpret_cast<const char*>(numbers), count * sizeof(Number));
}

template <typename Number>
void take(std::string_view& in, Number* numbers, std::size_t count) {
  std::memcpy(numbers, in.data(), count * sizeof(Number));
  in.remove_prefix(count * sizeof(Number));
}

std::uint64_t checksum_of(std::string_view content) {
  return static_cast<std::uint64_t>(StableHash().add(content).value());
}

constexpr std::size_t words_of_head = 3;  // mark, size, last key

}  // namespace

NameGroup::NameGroup() : slots_(slots) {}

void NameGroup::add(std::uint64_t hash, TokenKey key) {
  assert(!full() && key > last_key_);
  if (size_ % block_tokens == 0) first_keys_.push_back(key);
  ++size_;
  last_key_ = key;
  std::size_t slot = slot_of(hash);
  while (slots_[slot] != 0) slot = (slot + 1) % slots;
  slots_[slot] = (fingerprint_of(hash) << block_bits) | static_cast<std::uint32_t>(first_keys_.size() - 1);
}

std::uint32_t NameGroup::newest(std::array<std::uint32_t, 8>& numbers, std::size_t count) {
  std::uint32_t* const last = numbers.data() + count - 1;
  std::iter_swap(std::max_element(numbers.data(), last + 1), last);
  return *last;
}

KeyRange NameGroup::range_of(std::uint32_t block) const {
  const bool is_last = block + 1 >= first_keys_.size();
  return {first_keys_[block], is_last ? last_key_ : first_keys_[block + 1] - 1};
}

std::string NameGroup::encode() const {
  std::string content;
  content.reserve((words_of_head + first_keys_.size() + 1) * sizeof(std::uint64_t) + slots * sizeof(std::uint32_t));
  const std::array<std::uint64_t, words_of_head> head{mark, size_, last_key_};
  put(content, head.data(), head.size());
  put(content, first_keys_.data(), first_keys_.size());
  put(content, slots_.data(), slots_.size());
  const std::uint64_t checksum = checksum_of(content);
  put(content, &checksum, 1);
  return content;
}

std::optional<NameGroup> NameGroup::decode(std::string_view content) {
  std::array<std::uint64_t, words_of_head> head{};
  if (content.size() < (words_of_head + 1) * sizeof(std::uint64_t)) return std::nullopt;
  const std::string_view checked = content.substr(0, content.size() - sizeof(std::uint64_t));
  take(content, head.data(), head.size());
  if (head[0] != mark || head[1] > capacity) return std::nullopt;
  NameGroup group;
  group.size_ = head[1];
  group.last_key_ = head[2];
  group.first_keys_.resize((group.size_ + block_tokens - 1) / block_tokens);
  const std::size_t bytes = group.first_keys_.size() * sizeof(TokenKey) + slots * sizeof(std::uint32_t);
  if (content.size() != bytes + sizeof(std::uint64_t)) return std::nullopt;
  take(content, group.first_keys_.data(), group.first_keys_.size());
  take(content, group.slots_.data(), slots);
  std::uint64_t checksum = 0;
  take(content, &checksum, 1);
  if (checksum != checksum_of(checked)) return std::nullopt;
  return group;
}

}  // namespace cancel
