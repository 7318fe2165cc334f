#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "cancel/domain/commands.hpp"
#include "cancel/domain/errors.hpp"
#include "cancel/domain/policy.hpp"
#include "json_document.hpp"
#include "word.hpp"

namespace cancel {

// Of texts that have a form of their own, whatever the operator's limit for free texts is.
inline constexpr std::size_t longest_text = 4'096;

// Reads the parameters of one request into the types of the domain and checks each for type, range and length. The
// first that does not fit is kept as the error; reading goes on with harmless values, so that a command can be put
// together in one expression and is thrown away if there was an error. A parameter that is null counts as absent.
//
// All referred to must outlive this. Not thread-safe.
class Parameters {
 public:
  // `params` is an object, or nullptr where the request has none.
  Parameters(const Json* params, const RequestLimits& limits) : params_(params), limits_(limits) {}

  const std::optional<Error>& error() const { return error_; }

  // Names. Where `namespace` is left out it is "default", in filters all of them.
  TokenName name();           // `id` is required
  TokenName name_or_empty();  // an absent `id` is empty
  std::string space();
  std::optional<std::string> space_filter();
  std::optional<TokenName> reference(std::string_view param);
  std::vector<TokenName> references(std::string_view param);
  std::optional<TokenReference> reference_filter(std::string_view param);

  // Texts of `least` to `most` bytes; `most` 0 means the limit for texts.
  std::optional<std::string> text(std::string_view param, std::size_t least = 0, std::size_t most = 0);
  std::string required_text(std::string_view param, std::size_t least, std::size_t most = 0);
  std::optional<std::string> session();
  std::string required_session();
  std::optional<std::string> command_id();
  std::optional<std::string> occurred_at();  // in UTC
  std::optional<std::string> result();       // of an operation

  std::optional<RequestId> request_id(std::string_view param);
  Labels labels();
  std::optional<bool> truth(std::string_view param);

  std::optional<Millis> duration(std::string_view param, std::int64_t least = 0);
  Millis required_duration(std::string_view param, std::int64_t most);
  std::optional<std::int64_t> count(std::string_view param);  // an integer from 0
  Position required_position(std::string_view param);
  std::variant<Position, Timestamp> required_position_or_time(std::string_view param);
  std::size_t limit();
  std::vector<EventType> event_types();

  // A place in a list as `decode` reads it, 0 where there is none.
  template <typename Decode>
  Position cursor(Decode decode) {
    const std::optional<std::string> cursor = text("cursor", 0, longest_text);
    const std::optional<Position> place = cursor ? decode(*cursor) : Position{0};
    if (!place) fail("cursor", "is not one of this list");
    return place.value_or(0);
  }

  template <Word Value>
  std::optional<Value> word(std::string_view param) {
    const Json* const json = present(param);
    if (json == nullptr) return std::nullopt;
    const std::optional<Value> word = json->IsString() ? from_string<Value>(text_of(*json)) : std::nullopt;
    if (!word) fail_words(param, words::of(Value{}));
    return word;
  }

  // The parameter where it is there and not null, else nullptr.
  const Json* present(std::string_view param) const;
  const Json* required(std::string_view param);

  // Keeps the first error: what `param` must be.
  void fail(std::string_view param, std::string_view what);
  void fail_words(std::string_view param, std::span<const std::string_view> allowed);

 private:
  // Keeps the error, and gives an empty value in place of the one that can not be read.
  template <typename Value>
  Value failed(std::string_view param, std::string_view what) {
    fail(param, what);
    return {};
  }

  // The parts of the public readers that work on a value which may stand inside another; `param` is blamed.
  bool check_text(const Json& json, std::string_view param, std::size_t least, std::size_t most);
  std::string read_name(const Json& json, std::string_view param, std::size_t most);
  TokenReference read_reference(const Json& json, std::string_view param);
  Millis read_duration(const Json& json, std::string_view param, std::int64_t least, std::int64_t most);

  JsonMembers params_;
  const RequestLimits& limits_;
  std::optional<Error> error_;
};

}  // namespace cancel
