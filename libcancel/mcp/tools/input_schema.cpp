#include "tools/input_schema.hpp"

#include <stdexcept>
#include <string_view>
#include <utility>

#include "tools/pattern_rule.hpp"
#include "tools/quick_check.hpp"
#include "tools/schema_translator.hpp"
#include "tools/valijson_headers.hpp"

namespace cancel::mcp {

namespace {

using valijson::adapters::RapidJsonAdapter;

constexpr std::size_t most_told = 5;       // of what does not fit
constexpr std::size_t longest_told = 500;  // bytes, of each

bool has_long_name(const Json& value) {
  if (value.IsArray()) {
    for (const Json& element : value.GetArray()) {
      if (has_long_name(element)) return true;
    }
  }
  if (!value.IsObject()) return false;
  for (const auto& member : value.GetObject()) {
    if (member.name.GetStringLength() > longest_matched_text || has_long_name(member.value)) return true;
  }
  return false;
}

// Not in the middle of a character.
std::string shortened(std::string text) {
  if (text.size() <= longest_told) return text;
  std::size_t size = longest_told;
  while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) --size;
  text.resize(size);
  return text + "…";
}

// That of a member or element, which is told itself.
bool is_consequence(const std::string& description) {
  const auto begins_with = [&description](std::string_view words) {
    return description.compare(0, words.size(), words) == 0;
  };
  return begins_with("Failed to validate against schema associated with") || begins_with("Failed to validate item #");
}

// Its path begins with a word for the whole.
std::string told(const valijson::ValidationResults::Error& error) {
  std::string place = "arguments";
  for (std::size_t step = 1; step < error.context.size(); ++step) place += error.context[step];
  return shortened(std::move(place)) + ": " + shortened(error.description);
}

std::string told(const valijson::ValidationResults& results, bool with_consequences) {
  std::string text;
  std::size_t count = 0;
  for (const auto& error : results) {
    if (!with_consequences && is_consequence(error.description)) continue;
    if (++count > most_told) break;
    if (!text.empty()) text += '\n';
    text += told(error);
  }
  return text;
}

std::string told(const valijson::ValidationResults& results) {
  for (const bool with_consequences : {false, true}) {
    if (auto text = told(results, with_consequences); !text.empty()) return text;
  }
  return "arguments: do not fit the schema";
}

JsonDocument parsed(const JsonText& schema) {
  JsonDocument document = parse_json(schema.text());
  if (find_text(document, "type") != "object") {
    throw std::invalid_argument("the schema: its type is to be \"object\"");
  }
  return document;
}

}  // namespace

struct InputSchema::Compiled {
  Compiled(const JsonDocument& translated, bool has_patterns) : quick(translated), has_patterns_of_names(has_patterns) {
    valijson::SchemaParser parser;
    parser.addConstraintBuilder(checked_pattern, new PatternRuleBuilder);
    parser.populateSchema(RapidJsonAdapter(translated), all_rules);
  }

  const QuickCheck quick;
  valijson::Schema all_rules;
  const bool has_patterns_of_names;
};

InputSchema::InputSchema(const JsonText& schema) {
  try {
    const JsonDocument given = parsed(schema);
    SchemaTranslator translator(given);
    const JsonDocument translated = parse_json(translator.translate().text());
    compiled_ = std::make_unique<const Compiled>(translated, translator.has_patterns_of_names());
  } catch (const std::runtime_error& failure) {
    throw std::invalid_argument(std::string("the schema: ") + failure.what());
  }
}

InputSchema::~InputSchema() = default;

// First as most do; then by all rules, without words, which cost time; and where it does not fit, once more for those.
std::optional<std::string> InputSchema::check(const Json& arguments) const {
  if (compiled_->quick.surely_fits(arguments)) return std::nullopt;
  if (compiled_->has_patterns_of_names && has_long_name(arguments))
    return "arguments: the name of a member is too long";
  valijson::Validator validator;
  const RapidJsonAdapter target(arguments);
  if (validator.validate(compiled_->all_rules, target, nullptr)) return std::nullopt;
  valijson::ValidationResults results;
  static_cast<void>(validator.validate(compiled_->all_rules, target, &results));
  return told(results);
}

}  // namespace cancel::mcp
