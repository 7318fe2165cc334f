#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <rapidjson/document.h>

#include "cancel/domain/names.hpp"
#include "cancel/domain/time.hpp"

namespace cancel::cancelctl {

// A place in a result of the daemon, read by name. What is absent, null or of another type is empty: results may grow,
// and a program that only shows them does not fail on what it does not know. Valid as long as its document.
class Json {
 public:
  explicit Json(const rapidjson::Value* value) : value_(value) {}

  Json operator[](const char* name) const;
  std::vector<Json> items() const;
  std::vector<std::pair<std::string, Json>> members() const;

  bool is_object() const { return value_ != nullptr && value_->IsObject(); }
  bool present() const { return value_ != nullptr && !value_->IsNull(); }
  std::optional<std::string> text() const;
  std::optional<std::uint64_t> number() const;
  std::optional<double> real() const;
  bool truth() const { return value_ != nullptr && value_->IsTrue(); }
  std::optional<Timestamp> time() const;
  Labels labels() const;

  // For people: text as it is, everything else as JSON; "-" where nothing is.
  std::string shown() const;
  // JSON on one line.
  std::string json() const;

 private:
  const rapidjson::Value* value_;
};

}  // namespace cancel::cancelctl
