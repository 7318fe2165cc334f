#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "cancel/domain/names.hpp"
#include "cancel/domain/time.hpp"

namespace cancel::program {

// The parameters of one call. What is empty is left out. Text that is not UTF-8 throws Failure (usage).
class Params {
 public:
  Params() { writer_.StartObject(); }

  Params& text(const char* name, const std::optional<std::string>& value);
  Params& duration(const char* name, const std::optional<Millis>& value);
  Params& number(const char* name, const std::optional<std::uint64_t>& value);
  Params& flag(const char* name, const std::optional<bool>& value);
  Params& labels(const char* name, const Labels& values);
  Params& texts(const char* name, const std::vector<std::string>& values);
  // Ids of the command's own namespace, and of others.
  Params& parents(const std::vector<std::string>& ids, const std::vector<TokenName>& names);

  // The JSON text. To be called once, last.
  std::string json();

 private:
  void write(std::string_view text);

  rapidjson::StringBuffer buffer_;
  rapidjson::Writer<rapidjson::StringBuffer> writer_{buffer_};
};

}  // namespace cancel::program
