#pragma once

#include <rapidjson/document.h>

#include <cstdint>
#include <optional>
#include <string>

#include "cancel/domain/names.hpp"
#include "cancel/domain/vocabulary.hpp"

namespace cancel::dashboard {

// The JSON object that a POST carries. A member that is null counts as absent, unknown ones are ignored.
//
// Everything throws ApiFailure (bad_request) that names the member, where it is of a wrong type. Not thread-safe.
class JsonBody {
 public:
  explicit JsonBody(const std::string& text);

  std::optional<std::string> text(const char* name) const;
  bool flag(const char* name) const;  // absent: false
  std::optional<std::uint64_t> number(const char* name) const;
  Labels labels(const char* name) const;
  // The object of that name; an empty one where it is absent. Lives as long as this.
  JsonBody object(const char* name) const;

  template <typename Word>
  std::optional<Word> word(const char* name) const {
    const auto given = text(name);
    if (!given) return std::nullopt;
    const auto found = from_string<Word>(*given);
    if (!found) fail(name, "there is no '" + *given + "'");
    return found;
  }

 private:
  explicit JsonBody(const rapidjson::Value* object) : object_(object) {}
  [[noreturn]] static void fail(const char* name, const std::string& what);
  const rapidjson::Value* find(const char* name) const;

  rapidjson::Document document_;
  const rapidjson::Value* object_;  // null: an object without members
};

}  // namespace cancel::dashboard
