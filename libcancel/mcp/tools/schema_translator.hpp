#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <set>
#include <string_view>
#include <vector>

#include "cancel/mcp/json.hpp"

namespace cancel::mcp {

// What a schema's `pattern` is called in a translated schema.
inline constexpr const char* checked_pattern = "checkedPattern";

// Says a schema of JSON Schema 2020-12 in words of draft 7, for a checker that knows those alone: prefixItems, $ref
// with something beside it, $anchor, dependentRequired and dependentSchemas are put into older words; what is only said
// about a value, and what is not known, is left out. Whatever is referred to comes to stand under `definitions`, by
// number.
//
// For one schema, used once.
class SchemaTranslator {
 public:
  explicit SchemaTranslator(const Json& root) : root_(root) {}

  // Throws std::invalid_argument, see InputSchema.
  JsonText translate();

  // Whether names of members are matched against patterns.
  bool has_patterns_of_names() const noexcept { return has_patterns_of_names_; }

 private:
  // Where a schema stands: part of which definition, and whether it is about the same value as that.
  struct Place {
    std::size_t definition;
    bool same_value;
  };

  void write_schema(const Json& schema, Place place);
  void write_members(const Json& schema, Place place);
  void write_member(const Json& schema, std::string_view name, const Json& value, Place place);
  void write_items(const Json& schema, std::string_view name, const Json& value, Place place);
  void write_all_of(const Json& schema, Place place);
  void write_each(const Json& schemas, Place place);
  void write_map(const Json& schemas, Place place);
  void write_pattern_map(const Json& schemas, Place place);
  void write_dependencies(const Json& dependencies, Place place);
  void write_reference(const Json& reference, Place place);
  void write_definitions();

  std::size_t number_of(const Json& target);
  const Json& target_of(std::string_view reference) const;
  void refuse_circles() const;

  static constexpr std::size_t root_number = 0;

  const Json& root_;
  JsonWriter json_;
  std::map<const Json*, std::size_t> numbers_{};
  std::deque<const Json*> referred_{};                                    // by number; the root is the first
  std::map<std::size_t, std::set<std::size_t>> applied_to_same_value_{};  // by definition
  bool has_patterns_of_names_ = false;
};

}  // namespace cancel::mcp
