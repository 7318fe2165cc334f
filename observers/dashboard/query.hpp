#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "cancel/domain/time.hpp"
#include "cancel/domain/vocabulary.hpp"
#include "cancel/http/url.hpp"

namespace cancel::dashboard {

// What a request asks for behind its '?'. Empty parameters count as absent, unknown ones are ignored.
//
// Everything throws ApiFailure (bad_request) that names the parameter, where it is wrong. A value.
class Query {
 public:
  explicit Query(std::string_view text);

  // UTF-8 of at most 4096 bytes.
  std::optional<std::string> text(std::string_view name) const;
  std::uint64_t number(std::string_view name, std::uint64_t usual, std::uint64_t least, std::uint64_t most) const;
  // RFC 3339, or a duration, which is that long before `now`.
  std::optional<Timestamp> moment(std::string_view name, Timestamp now) const;

  template <typename Word>
  std::optional<Word> word(std::string_view name) const {
    const auto given = text(name);
    if (!given) return std::nullopt;
    const auto found = from_string<Word>(*given);
    if (!found) fail(name, "there is no '" + *given + "'");
    return found;
  }

  [[noreturn]] static void fail(std::string_view name, const std::string& what);

 private:
  http::QueryParameters parameters_;
};

}  // namespace cancel::dashboard
