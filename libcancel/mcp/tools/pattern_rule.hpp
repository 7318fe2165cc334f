#pragma once

#include <memory>
#include <regex>
#include <string>
#include <vector>

#include "tools/valijson_headers.hpp"

namespace cancel::mcp {

// Longer texts are not matched against patterns, and do not fit: std::regex takes stack for every character.
inline constexpr std::size_t longest_matched_text = 4'096;

// A text has to match a regular expression, which is compiled once. Thread-safe.
class PatternRule final : public valijson::constraints::PolyConstraint {
 public:
  // Throws std::regex_error.
  explicit PatternRule(const std::string& pattern);

  bool validate(const valijson::adapters::Adapter& target, const std::vector<std::string>& context,
                valijson::ValidationResults* results) const override;

 private:
  valijson::constraints::Constraint* cloneInto(void* place) const override { return new (place) PatternRule(*this); }
  std::size_t sizeOf() const override { return sizeof(PatternRule); }

  std::string pattern_;
  std::shared_ptr<const std::regex> compiled_;
};

class PatternRuleBuilder final : public valijson::ConstraintBuilder {
 public:
  valijson::constraints::Constraint* make(const valijson::adapters::Adapter& pattern) const override;
};

}  // namespace cancel::mcp
