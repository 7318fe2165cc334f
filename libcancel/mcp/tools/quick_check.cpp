#include "tools/quick_check.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace cancel::mcp {

namespace {

constexpr double exact = 9007199254740992;  // 2^53: whole numbers below are the same as floating point ones

std::string_view text_of(const Json& value) {
  return {value.GetString(), value.GetStringLength()};
}

std::uint64_t characters_in(std::string_view text) {
  const auto begins_one = [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0) != 0x80; };
  return static_cast<std::uint64_t>(std::count_if(text.begin(), text.end(), begins_one));
}

}  // namespace

QuickCheck::QuickCheck(const Json& schema) {
  if (schema.IsTrue()) return;
  is_plain_ = schema.IsObject();
  if (!is_plain_) return;
  for (const auto& keyword : schema.GetObject()) read(text_of(keyword.name), keyword.value);
}

void QuickCheck::read(std::string_view keyword, const Json& value) {
  if (keyword == "type") {
    read_types(value);
  } else if (keyword == "properties") {
    read_members(value);
  } else if (keyword == "required") {
    read_required(value);
  } else if (keyword == "enum") {
    read_words(value);
  } else if (keyword == "additionalProperties" && value.IsBool()) {
    takes_other_members_ = value.GetBool();
  } else if (keyword == "items" && value.IsObject()) {
    elements_ = std::make_shared<const QuickCheck>(value);
  } else if (keyword == "minimum" || keyword == "maximum") {
    read_limit(keyword, value);
  } else if (keyword != "definitions") {
    read_size(keyword, value);
  }
}

void QuickCheck::read_limit(std::string_view keyword, const Json& value) {
  is_plain_ = is_plain_ && value.IsNumber();
  if (is_plain_) (keyword == "minimum" ? least_ : most_) = value.GetDouble();
}

void QuickCheck::read_size(std::string_view keyword, const Json& value) {
  const std::array<std::pair<std::string_view, std::uint64_t*>, 4> sizes{
      {{"minLength", &shortest_}, {"maxLength", &longest_}, {"minItems", &fewest_}, {"maxItems", &most_elements_}}};
  const auto found =
      std::find_if(sizes.begin(), sizes.end(), [keyword](const auto& size) { return size.first == keyword; });
  is_plain_ = is_plain_ && found != sizes.end() && value.IsUint64();
  if (is_plain_) *found->second = value.GetUint64();
}

void QuickCheck::read_types(const Json& value) {
  types_ = 0;
  if (value.IsString()) return read_type(text_of(value));
  is_plain_ = is_plain_ && value.IsArray();
  if (!is_plain_) return;
  for (const Json& word : value.GetArray()) read_type(word.IsString() ? text_of(word) : "");
}

void QuickCheck::read_type(std::string_view word) {
  constexpr std::array<std::pair<std::string_view, unsigned>, 7> types{{{"null", null},
                                                                        {"boolean", boolean},
                                                                        {"integer", integer},
                                                                        {"number", integer | fraction},
                                                                        {"string", text},
                                                                        {"array", array},
                                                                        {"object", object}}};
  for (const auto& [name, type] : types) {
    if (name == word) types_ |= type;
  }
}

void QuickCheck::read_members(const Json& value) {
  is_plain_ = is_plain_ && value.IsObject();
  if (!is_plain_) return;
  for (const auto& given : value.GetObject()) {
    member(text_of(given.name)).check = std::make_shared<const QuickCheck>(given.value);
  }
}

// One that is required and not described counts as any other, so it has to be allowed beside those that are.
void QuickCheck::read_required(const Json& value) {
  is_plain_ = is_plain_ && value.IsArray();
  if (!is_plain_) return;
  for (const Json& name : value.GetArray()) {
    is_plain_ = is_plain_ && name.IsString();
    if (!is_plain_) return;
    member(text_of(name)).is_required = true;
  }
}

// A list of anything but texts is left to others.
void QuickCheck::read_words(const Json& value) {
  is_plain_ = is_plain_ && value.IsArray() && !value.Empty();
  if (!is_plain_) return;
  for (const Json& word : value.GetArray()) {
    is_plain_ = is_plain_ && word.IsString();
    if (!is_plain_) return;
    words_.emplace_back(text_of(word));
  }
}

QuickCheck::Member& QuickCheck::member(std::string_view name) {
  for (Member& known : members_) {
    if (known.name == name) return known;
  }
  members_.push_back({std::string(name)});
  return members_.back();
}

const QuickCheck::Member* QuickCheck::find_member(std::string_view name) const {
  for (const Member& known : members_) {
    if (known.name == name) return &known;
  }
  return nullptr;
}

bool QuickCheck::surely_fits(const Json& value) const {
  if (!is_plain_ || (types_ & type_of(value)) == 0) return false;
  if (!words_.empty() && !value.IsString()) return false;
  if (value.IsNumber()) return fits_number(value);
  if (value.IsString()) return fits_text(value);
  if (value.IsArray()) return fits_array(value);
  return !value.IsObject() || fits_object(value);
}

unsigned QuickCheck::type_of(const Json& value) {
  switch (value.GetType()) {
    case rapidjson::kNullType:
      return null;
    case rapidjson::kFalseType:
    case rapidjson::kTrueType:
      return boolean;
    case rapidjson::kObjectType:
      return object;
    case rapidjson::kArrayType:
      return array;
    case rapidjson::kStringType:
      return text;
    case rapidjson::kNumberType:
      return value.IsInt64() || value.IsUint64() ? integer : fraction;
  }
  return 0;
}

bool QuickCheck::fits_number(const Json& value) const {
  const double number = value.GetDouble();
  return number > -exact && number < exact && number >= least_ && number <= most_;
}

bool QuickCheck::fits_text(const Json& value) const {
  const std::string_view given = text_of(value);
  const std::uint64_t characters = characters_in(given);
  if (characters < shortest_ || characters > longest_) return false;
  return words_.empty() || std::find(words_.begin(), words_.end(), given) != words_.end();
}

bool QuickCheck::fits_array(const Json& value) const {
  if (value.Size() < fewest_ || value.Size() > most_elements_) return false;
  const auto elements = value.GetArray();
  return !elements_ || std::all_of(elements.begin(), elements.end(),
                                   [this](const Json& element) { return elements_->surely_fits(element); });
}

bool QuickCheck::fits_object(const Json& value) const {
  for (const auto& given : value.GetObject()) {
    const Member* known = find_member(text_of(given.name));
    const bool is_described = known != nullptr && known->check;
    if (!is_described && !takes_other_members_) return false;
    if (is_described && !known->check->surely_fits(given.value)) return false;
  }
  return std::all_of(members_.begin(), members_.end(), [&value](const Member& member) {
    return !member.is_required || find(value, member.name) != nullptr;
  });
}

}  // namespace cancel::mcp
