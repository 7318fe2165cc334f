#include "tools/pattern_rule.hpp"

namespace cancel::mcp {

PatternRule::PatternRule(const std::string& pattern)
    : pattern_(pattern), compiled_(std::make_shared<const std::regex>(pattern)) {}

bool PatternRule::validate(const valijson::adapters::Adapter& target, const std::vector<std::string>& context,
                           valijson::ValidationResults* results) const {
  if (!target.maybeString()) return true;
  const std::string text = target.asString();
  const bool is_short = text.size() <= longest_matched_text;
  if (is_short && std::regex_search(text, *compiled_)) return true;
  if (results != nullptr) {
    results->pushError(context, is_short ? "Does not match the pattern \"" + pattern_ + "\"."
                                         : "Is too long to be matched against a pattern.");
  }
  return false;
}

valijson::constraints::Constraint* PatternRuleBuilder::make(const valijson::adapters::Adapter& pattern) const {
  return new PatternRule(pattern.asString());
}

}  // namespace cancel::mcp
