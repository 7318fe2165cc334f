#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cancel/domain/names.hpp"
#include "cancel/domain/time.hpp"
#include "json_document.hpp"
#include "word.hpp"

namespace cancel {

// Reads what JsonWriter::value() writes, one overload a type. False where `json` is of another type or out of range;
// then `into` is unspecified.
bool read_value(const Json& json, bool& into);
bool read_value(const Json& json, std::int64_t& into);
bool read_value(const Json& json, std::uint64_t& into);
bool read_value(const Json& json, double& into);
bool read_value(const Json& json, std::string& into);
bool read_value(const Json& json, Millis& into);
bool read_value(const Json& json, Timestamp& into);
bool read_value(const Json& json, RequestId& into);
bool read_value(const Json& json, TokenName& into);
bool read_value(const Json& json, std::vector<TokenName>& into);
bool read_value(const Json& json, Labels& into);

template <Word Value>
bool read_value(const Json& json, Value& into) {
  const std::optional<Value> word = json.IsString() ? from_string<Value>(text_of(json)) : std::nullopt;
  if (word) into = *word;
  return word.has_value();
}

template <typename Value>
bool read_value(const Json& json, std::optional<Value>& into) {
  return read_value(json, into.emplace());
}

// What to say of a value that read_value() refuses: shows it where it is a text, since it may be a word of a newer
// version, and short.
std::string unfit(const Json& json);

// Reads the members of one object into the fields of a type, and remembers the first that does not fit.
// Members that are absent or null leave their field as it is.
class FieldReader {
 public:
  // `path` stands before the name in the fault: "data." or "". Both must outlive this.
  FieldReader(const Json& json, std::string_view path);

  template <typename Value>
  void field(std::string_view name, Value& into) {
    const Json* const member = present(name);
    if (member != nullptr && !read_value(*member, into)) fail(name, unfit(*member));
  }

  template <typename Value>
  void required(std::string_view name, Value& into) {
    if (present(name) == nullptr) return fail(name, "missing");
    field(name, into);
  }

  // An array of objects. `read_members(FieldReader&, Item&)` reads each of them, and the fault is "name[3].member: …".
  template <typename Item>
  void required_list(std::string_view name, std::vector<Item>& into) {
    const Json* const array = required_array(name);
    if (array == nullptr) return;
    for (const Json& item : array->GetArray()) {
      FieldReader inside(item, "");
      read_members(inside, into.emplace_back());
      if (!inside.ok()) return fail_inside(place_in(name, into.size() - 1), inside);
    }
  }

  // The member where it is there and not null, else nullptr.
  const Json* present(std::string_view name) const;
  // The member where it is of that type; else nullptr, and this has failed.
  const Json* required_array(std::string_view name);
  const Json* required_object(std::string_view name);

  // "name[index]"
  static std::string place_in(std::string_view name, std::size_t index);

  void fail(std::string_view name, std::string_view what);
  // Takes over the fault of `inner`, which reads the object that stands at `place`.
  void fail_inside(std::string_view place, const FieldReader& inner);
  // The same for a fault that begins with the name of a member of that object.
  void fail_inside(std::string_view place, std::string_view fault);
  bool ok() const { return fault_.empty(); }
  const std::string& fault() const { return fault_; }

 private:
  bool is_object_;
  JsonMembers members_;
  std::string_view path_;
  std::string fault_;
};

}  // namespace cancel
