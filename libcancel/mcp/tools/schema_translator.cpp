#include "tools/schema_translator.hpp"

#include <rapidjson/pointer.h>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <regex>
#include <stdexcept>
#include <string>

namespace cancel::mcp {

namespace {

std::string_view text_of(const Json& value) {
  return {value.GetString(), value.GetStringLength()};
}

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// Say something of the value itself, and hold no schemas.
bool is_plain(std::string_view name) {
  return is_one_of(name, {"type", "enum", "const", "multipleOf", "maximum", "exclusiveMaximum", "minimum",
                          "exclusiveMinimum", "maxLength", "minLength", "maxItems", "minItems", "uniqueItems",
                          "maxProperties", "minProperties", "required"});
}

bool is_list_about_same_value(std::string_view name) {
  return is_one_of(name, {"anyOf", "oneOf"});
}

bool is_schema_about_same_value(std::string_view name) {
  return is_one_of(name, {"not", "if", "then", "else"});
}

bool is_schema_about_a_part(std::string_view name) {
  return is_one_of(name, {"additionalProperties", "propertyNames", "contains"});
}

void require(bool truth, const std::string& what) {
  if (!truth) throw std::invalid_argument("the schema: " + what);
}

void require_pattern(std::string_view pattern) {
  try {
    static_cast<void>(std::regex(pattern.begin(), pattern.end()));
  } catch (const std::regex_error&) {
    require(false, "\"" + std::string(pattern) + "\" is no regular expression");
  }
}

const Json* find_anchor(const Json& value, std::string_view name) {
  if (value.IsArray()) {
    for (const Json& element : value.GetArray()) {
      if (const Json* found = find_anchor(element, name)) return found;
    }
  }
  if (!value.IsObject()) return nullptr;
  if (const auto anchor = find_text(value, "$anchor"); anchor && *anchor == name) return &value;
  for (const auto& member : value.GetObject()) {
    if (const Json* found = find_anchor(member.value, name)) return found;
  }
  return nullptr;
}

int value_of_digit(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  return digit >= 'A' && digit <= 'F' ? digit - 'A' + 10 : -1;
}

// "%25" as "%". What is no such thing stays as it is.
std::string without_percents(std::string_view text) {
  std::string plain;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool has_digits = text[at] == '%' && at + 2 < text.size();
    const int high = has_digits ? value_of_digit(text[at + 1]) : -1;
    const int low = has_digits ? value_of_digit(text[at + 2]) : -1;
    const bool is_one = high >= 0 && low >= 0;
    plain += is_one ? static_cast<char>(high * 16 + low) : text[at];
    if (is_one) at += 2;
  }
  return plain;
}

const Json* at_pointer(const Json& root, std::string_view fragment) {
  const std::string path = without_percents(fragment);
  const rapidjson::Pointer pointer(path.data(), path.size());
  return pointer.IsValid() ? pointer.Get(root) : nullptr;
}

// A reference to the schema's own $id is one to itself.
std::string_view without_own_id(const Json& root, std::string_view reference) {
  const Json* id = find(root, "$id");
  if (id == nullptr || !id->IsString() || id->GetStringLength() == 0) return reference;
  const std::string_view own = text_of(*id);
  return reference.substr(0, own.size()) == own ? reference.substr(own.size()) : reference;
}

}  // namespace

JsonText SchemaTranslator::translate() {
  number_of(root_);
  json_.begin_object();
  write_members(root_, {root_number, true});
  write_definitions();
  json_.end_object();
  refuse_circles();
  return json_.take();
}

void SchemaTranslator::write_definitions() {
  json_.key("definitions").begin_object();
  // Grows while it is written.
  for (std::size_t number = 0; number < referred_.size(); ++number) {
    json_.key(std::to_string(number));
    write_schema(*referred_[number], {number, true});
  }
  json_.end_object();
}

void SchemaTranslator::write_schema(const Json& schema, Place place) {
  if (schema.IsBool()) {
    json_.value(schema.GetBool());
    return;
  }
  require(schema.IsObject(), "a part of it is neither an object nor true or false");
  json_.begin_object();
  write_members(schema, place);
  json_.end_object();
}

void SchemaTranslator::write_members(const Json& schema, Place place) {
  for (const auto& member : schema.GetObject()) write_member(schema, text_of(member.name), member.value, place);
  write_all_of(schema, place);
}

void SchemaTranslator::write_member(const Json& schema, std::string_view name, const Json& value, Place place) {
  const Place part{place.definition, false};
  if (is_plain(name)) {
    json_.member(name, value);
  } else if (is_list_about_same_value(name)) {
    json_.key(name).begin_array();
    write_each(value, place);
    json_.end_array();
  } else if (is_schema_about_same_value(name)) {
    json_.key(name);
    write_schema(value, place);
  } else if (is_schema_about_a_part(name)) {
    json_.key(name);
    write_schema(value, part);
  } else if (name == "properties") {
    json_.key(name);
    write_map(value, part);
  } else if (name == "patternProperties") {
    json_.key(name);
    write_pattern_map(value, part);
  } else if (name == "pattern") {
    require(value.IsString(), "a pattern is no string");
    require_pattern(text_of(value));
    json_.member(checked_pattern, value);
  } else {
    write_items(schema, name, value, part);
  }
}

// What was `items`, as an array, and `additionalItems` until draft 7, is `prefixItems` and `items` now.
void SchemaTranslator::write_items(const Json& schema, std::string_view name, const Json& value, Place place) {
  const bool has_prefix = find(schema, "prefixItems") != nullptr;
  if (name == "prefixItems" || (name == "items" && value.IsArray() && !has_prefix)) {
    json_.key("items").begin_array();
    write_each(value, place);
    json_.end_array();
  } else if (name == "items") {
    json_.key(has_prefix ? "additionalItems" : "items");
    write_schema(value, place);
  } else if (name == "additionalItems" && !has_prefix) {
    json_.key(name);
    write_schema(value, place);
  }
}

// Where more than one of a kind may stand side by side now, they are put side by side here.
void SchemaTranslator::write_all_of(const Json& schema, Place place) {
  constexpr std::array<std::string_view, 3> dependencies{"dependencies", "dependentRequired", "dependentSchemas"};
  const auto is_there = [&schema](std::string_view name) { return find(schema, name) != nullptr; };
  const bool is_needed =
      is_there("allOf") || is_there("$ref") || std::any_of(dependencies.begin(), dependencies.end(), is_there);
  if (!is_needed) return;
  json_.key("allOf").begin_array();
  if (const Json* all = find(schema, "allOf")) write_each(*all, place);
  if (const Json* reference = find(schema, "$ref")) write_reference(*reference, place);
  for (const std::string_view name : dependencies) {
    if (const Json* given = find(schema, name)) write_dependencies(*given, place);
  }
  json_.end_array();
}

void SchemaTranslator::write_each(const Json& schemas, Place place) {
  require(schemas.IsArray(), "a list of schemas is no array");
  for (const Json& schema : schemas.GetArray()) write_schema(schema, place);
}

void SchemaTranslator::write_map(const Json& schemas, Place place) {
  require(schemas.IsObject(), "a map of schemas is no object");
  json_.begin_object();
  for (const auto& member : schemas.GetObject()) {
    json_.key(text_of(member.name));
    write_schema(member.value, place);
  }
  json_.end_object();
}

void SchemaTranslator::write_pattern_map(const Json& schemas, Place place) {
  has_patterns_of_names_ = true;
  write_map(schemas, place);
  for (const auto& member : schemas.GetObject()) require_pattern(text_of(member.name));
}

void SchemaTranslator::write_dependencies(const Json& dependencies, Place place) {
  require(dependencies.IsObject(), "what depends on members is no object");
  json_.begin_object().key("dependencies").begin_object();
  for (const auto& member : dependencies.GetObject()) {
    json_.key(text_of(member.name));
    if (member.value.IsArray()) {
      json_.value(member.value);
    } else {
      write_schema(member.value, place);
    }
  }
  json_.end_object().end_object();
}

void SchemaTranslator::write_reference(const Json& reference, Place place) {
  require(reference.IsString(), "a $ref is no string");
  const std::size_t number = number_of(target_of(text_of(reference)));
  if (place.same_value) applied_to_same_value_[place.definition].insert(number);
  json_.begin_object().member("$ref", "#/definitions/" + std::to_string(number)).end_object();
}

std::size_t SchemaTranslator::number_of(const Json& target) {
  const auto [at, is_new] = numbers_.emplace(&target, referred_.size());
  if (is_new) referred_.push_back(&target);
  return at->second;
}

const Json& SchemaTranslator::target_of(std::string_view reference) const {
  const std::string said = "$ref \"" + std::string(reference) + "\" ";
  const std::string_view local = without_own_id(root_, reference);
  require(local.empty() || local[0] == '#', said + "leads out of it");
  const Json* target = nullptr;
  if (local.size() <= 1) {
    target = &root_;
  } else if (local[1] == '/') {
    target = at_pointer(root_, local.substr(1));
  } else {
    target = find_anchor(root_, local.substr(1));
  }
  require(target != nullptr, said + "leads nowhere");
  return *target;
}

// A schema that applies itself to the very value that it is applied to would be at it for ever.
void SchemaTranslator::refuse_circles() const {
  enum class Mark { fresh, open, closed };
  std::vector<Mark> marks(referred_.size(), Mark::fresh);
  const auto visit = [&](const auto& self, std::size_t number) -> void {
    require(marks[number] != Mark::open, "a $ref leads back to itself");
    if (marks[number] == Mark::closed) return;
    marks[number] = Mark::open;
    const auto found = applied_to_same_value_.find(number);
    if (found != applied_to_same_value_.end()) {
      for (const std::size_t next : found->second) self(self, next);
    }
    marks[number] = Mark::closed;
  };
  for (std::size_t number = 0; number < marks.size(); ++number) visit(visit, number);
}

}  // namespace cancel::mcp
