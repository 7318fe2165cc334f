#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Reading what peers put into a URL. Pure; each costs a walk over its text.
namespace cancel::http {

// `text` with %41 turned into A. Nothing where a '%' is not followed by two hexadecimal digits, or stands for NUL.
std::optional<std::string> percent_decoded(std::string_view text);

// `text` with everything but letters, digits and "-._~" escaped.
std::string percent_encoded(std::string_view text);

// The parts of a path between its slashes, decoded: "/a/b%20c" gives {"a", "b c"}, "/" none. Empty parts are left out.
// Nothing where the path does not begin with '/', a part cannot be decoded, is "." or "..", or holds a slash or
// backslash after decoding: whoever makes a file name of the parts stays inside their folder.
std::optional<std::vector<std::string>> path_segments(std::string_view path);

// The parameters of a query, "a=1&b=two+words", decoded, in their order.
class QueryParameters {
 public:
  struct Parameter {
    std::string name;
    std::string value;
  };

  // Nothing where a part cannot be decoded. Empty parts are left out; one without '=' has an empty value.
  static std::optional<QueryParameters> parse(std::string_view query);

  // The first of that name.
  std::optional<std::string_view> find(std::string_view name) const;
  std::vector<std::string_view> all(std::string_view name) const;
  const std::vector<Parameter>& parameters() const { return parameters_; }

 private:
  std::vector<Parameter> parameters_;
};

}  // namespace cancel::http
