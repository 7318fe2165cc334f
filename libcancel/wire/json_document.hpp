#pragma once

#include <rapidjson/document.h>

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace cancel {

using Json = rapidjson::Value;

inline std::string_view text_of(const Json& string) {
  return {string.GetString(), string.GetStringLength()};
}

// The member of this name (the first, where several have it), or nullptr. `object` must be an object.
const Json* find_member(const Json& object, std::string_view name);

// A parsed JSON text of any origin: parsing is iterative, so depth costs memory but no stack, and at most a small
// multiple of the text. Not thread-safe.
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
  rapidjson::GenericDocument<rapidjson::UTF8<>, Pool> document_;
};

// The exact text of every `id` that is a number: one for each of the requests in `message`, which must have been
// parsed; empty for those whose (first) id is something else.
std::vector<std::string> exact_number_ids(std::string_view message);

}  // namespace cancel
