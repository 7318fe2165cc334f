#pragma once

#include <rapidjson/document.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "growing_block.hpp"

namespace cancel {

using Json = rapidjson::Value;

inline std::string_view text_of(const Json& string) {
  return {string.GetString(), string.GetStringLength()};
}

// The member of this name (the first, where several have it), or nullptr. `object` must be an object.
const Json* find_member(const Json& object, std::string_view name);

// The members of one object that is asked for many names, most of which it may not have. `object` must outlive this;
// where it is nullptr, there are no members. Cost: asking for a name that is not there rarely looks at any member.
class JsonMembers {
 public:
  explicit JsonMembers(const Json* object);

  // As find_member().
  const Json* find(std::string_view name) const {
    return (marks_ & mark_of(name)) == 0 ? nullptr : find_member(*object_, name);
  }

 private:
  // One of 64 bits, by what most names differ in.
  static std::uint64_t mark_of(std::string_view name) {
    const unsigned char first = name.empty() ? '\0' : static_cast<unsigned char>(name.front());
    return std::uint64_t{1} << ((name.size() * 8 + first) % 64);
  }

  const Json* object_;
  std::uint64_t marks_ = 0;  // of all its members
};

// A parsed JSON text of any origin: parsing is iterative, so depth costs memory but no stack, and at most a small
// multiple of the text. Not thread-safe. Cost: the text is copied once, and then its strings stay where they are.
class JsonDocument {
 public:
  JsonDocument();
  JsonDocument(const JsonDocument&) = delete;
  JsonDocument& operator=(const JsonDocument&) = delete;

  // False where `text` is anything else than one JSON value in UTF-8, holds half a surrogate pair, or a number that is
  // too large for a double. To be called once.
  bool parse(std::string_view text);

  // Strings and the document's own form of numbers: int64_t, uint64_t above that, else double. Lives as long as this.
  const Json& root() const { return document_; }

 private:
  using Pool = rapidjson::MemoryPoolAllocator<>;

  // Large enough for an ordinary message, so that it is parsed without the heap.
  alignas(std::max_align_t) std::array<char, 4096> first_chunk_;
  Pool pool_;
  GrowingBlock open_values_;
  rapidjson::GenericDocument<rapidjson::UTF8<>, Pool, GrowingBlock> document_;
};

// The exact text of every `id` that is a number: one for each of the requests in `message`, which must have been
// parsed; empty for those whose (first) id is something else.
std::vector<std::string> exact_number_ids(std::string_view message);

}  // namespace cancel
