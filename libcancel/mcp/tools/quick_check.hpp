#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cancel/mcp/json.hpp"

namespace cancel::mcp {

// Sees within a microsecond that a value fits a plain schema, as most tools have: types, members, limits, lists of
// words. It never says so where the value does not fit; where it does not say so, or the schema is more than plain,
// somebody has to look who knows all the rules. Thread-safe.
class QuickCheck {
 public:
  // A schema as SchemaTranslator writes it.
  explicit QuickCheck(const Json& schema);

  bool surely_fits(const Json& value) const;

 private:
  struct Member {
    std::string name;
    std::shared_ptr<const QuickCheck> check{};  // none: whatever it is
    bool is_required = false;
  };
  enum Type : unsigned {
    null = 1,
    boolean = 2,
    integer = 4,
    fraction = 8,
    text = 16,
    array = 32,
    object = 64,
    all = 127
  };

  void read(std::string_view keyword, const Json& value);
  void read_limit(std::string_view keyword, const Json& value);
  void read_size(std::string_view keyword, const Json& value);
  void read_types(const Json& value);
  void read_type(std::string_view word);
  void read_members(const Json& value);
  void read_required(const Json& value);
  void read_words(const Json& value);
  Member& member(std::string_view name);
  const Member* find_member(std::string_view name) const;

  static unsigned type_of(const Json& value);
  bool fits_number(const Json& value) const;
  bool fits_text(const Json& value) const;
  bool fits_array(const Json& value) const;
  bool fits_object(const Json& value) const;

  bool is_plain_ = true;
  unsigned types_ = all;
  double least_ = -std::numeric_limits<double>::infinity();
  double most_ = std::numeric_limits<double>::infinity();
  std::uint64_t shortest_ = 0;  // characters of a text
  std::uint64_t longest_ = std::numeric_limits<std::uint64_t>::max();
  std::vector<std::string> words_{};  // none: any text
  std::uint64_t fewest_ = 0;          // elements of an array
  std::uint64_t most_elements_ = std::numeric_limits<std::uint64_t>::max();
  std::shared_ptr<const QuickCheck> elements_{};
  std::vector<Member> members_{};
  bool takes_other_members_ = true;
};

}  // namespace cancel::mcp
