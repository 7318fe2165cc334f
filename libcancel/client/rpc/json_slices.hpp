#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cancel::client {

// Parts of a JSON text as they stand in it: what is in them is neither copied nor written anew. Views, valid while the
// text is. Cost: one pass without a document tree; nesting costs no stack.

struct SlicedMember {
  std::string key;  // without escapes
  std::string_view value;
};
using SlicedObject = std::vector<SlicedMember>;

// Empty where `json` is not JSON, or no object.
std::optional<SlicedObject> slice_object(std::string_view json);

// Empty where `json` is not JSON, or no array.
std::optional<std::vector<std::string_view>> slice_array(std::string_view json);

// The value of the first member of that name; empty where there is none.
std::optional<std::string_view> value_of(const SlicedObject& object, std::string_view key);
std::optional<std::uint64_t> number_of(const SlicedObject& object, std::string_view key);
std::optional<std::string> text_of(const SlicedObject& object, std::string_view key);

}  // namespace cancel::client
