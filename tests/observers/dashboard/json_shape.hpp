#pragma once

#include <rapidjson/document.h>

#include <string>
#include <vector>

namespace cancel::test {

// JSON that must be JSON, to look at.
class Parsed {
 public:
  explicit Parsed(const std::string& json) { document_.Parse(json.data(), json.size()); }

  bool ok() const { return !document_.HasParseError(); }
  const rapidjson::Value& operator[](const char* name) const { return document_[name]; }

  // The "id" of every item under "items".
  std::vector<std::string> ids(const char* list = "items") const {
    std::vector<std::string> ids;
    for (const auto& item : document_[list].GetArray()) ids.emplace_back(item["id"].GetString());
    return ids;
  }

 private:
  rapidjson::Document document_;
};

}  // namespace cancel::test
