#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace cancel::test {

struct ResultMember {
  std::string_view name;
  std::string json;
  bool required = true;
};

// What one method's result is made of, so that it can be made wrong member by member.
struct ResultShape {
  std::string_view method;
  std::string (*fault)(std::string_view json);  // decode_result()'s message, empty where it decodes
  std::vector<ResultMember> members;            // all that are read

  std::string json() const { return json_of(members); }
  static std::string json_of(const std::vector<ResultMember>& members);

  std::string without(std::size_t index) const;
  std::string with(std::size_t index, std::string json) const;  // in place of that member's value
  std::string extended(std::string member) const;               // by one more member
};

// One for each type of reply.
std::vector<ResultShape> result_shapes();

}  // namespace cancel::test
