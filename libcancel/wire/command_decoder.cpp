#include "command_decoder.hpp"

#include <array>
#include <cstddef>
#include <string>
#include <type_traits>
#include <utility>

#include "command_readers.hpp"
#include "method_index.hpp"

namespace cancel {
namespace {

using Content = std::variant<Command, Error>;

template <typename Body, typename... Others>
constexpr bool is_one_of = (std::is_same_v<Body, Others> || ...);

// The methods that cause events. A renewal is not logged, so there is nothing by which it could be remembered.
template <typename Body>
constexpr bool takes_command_id = is_one_of<Body, CreateToken, CancelToken, CancelMany, ReleaseToken, StartOperation,
                                            MarkExecuted, FinishOperation, OpenSession, CloseSession>;

template <typename Body>
void decode_body(Parameters& in, Content& into) {
  Command& command = into.emplace<Command>();
  read(in, command.body.emplace<Body>());
  if constexpr (takes_command_id<Body>) command.command_id = in.command_id();
  if (in.error()) into = *in.error();
}

using Decoder = void (*)(Parameters&, Content&);

template <std::size_t... Index>
constexpr std::array<Decoder, sizeof...(Index)> decoders_of(std::index_sequence<Index...>) {
  return {&decode_body<std::variant_alternative_t<Index, CommandBody>>...};
}

// In the order of CommandBody's alternatives.
constexpr auto decoders = decoders_of(std::make_index_sequence<std::variant_size_v<CommandBody>>{});

Error unknown_method(std::string_view method) {
  constexpr std::size_t longest_quoted = 128;  // the answer need not be as long as the question
  const bool quotable = method.size() <= longest_quoted;
  return {ErrorCode::method_not_found,
          quotable ? "there is no method \"" + std::string(method) + "\"" : "there is no method of so long a name"};
}

}  // namespace

void decode_command(std::string_view method, const Json* params, const RequestLimits& limits, Content& into) {
  const std::optional<std::size_t> index = method_index(method);
  if (!index) {
    into = unknown_method(method);
  } else if (params != nullptr && !params->IsNull() && !params->IsObject()) {
    into = invalid_param("params", "must be an object");
  } else {
    Parameters in(params != nullptr && params->IsObject() ? params : nullptr, limits);
    decoders[*index](in, into);
  }
}

}  // namespace cancel
