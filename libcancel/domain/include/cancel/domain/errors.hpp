#pragma once

#include <cassert>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "cancel/domain/names.hpp"
#include "cancel/domain/vocabulary.hpp"

namespace cancel {

// The answers that are not results. The numbers are on the wire: append new ones, never renumber.
enum class ErrorCode : int {
  parse_error = -32700,               // not JSON: mend the sender
  invalid_request = -32600,           // not a request: mend the sender
  method_not_found = -32601,          // mend the sender, or talk to a newer daemon
  invalid_params = -32602,            // data.param names what is wrong
  internal_error = -32603,            // a bug of ours: report it
  token_not_found = -31001,           // create it first, or cancel with ifAbsent "remember"
  operation_not_found = -31002,       // start it first
  already_requested = -31003,         // it was cancelled before; only with ifCancelled "error"
  already_terminal = -31004,          // it ended before the command came; data.state
  cancellation_timeout = -31005,      // not yet so: wait again
  limit_exceeded = -31006,            // data.limit, data.value: end something, or raise the limit
  unauthorized = -31007,              // this key may not do this
  storage_unavailable = -31008,       // data.outcome: send the same commandId again
  session_not_found = -31009,         // open a new one
  exists = -31010,                    // choose another id
  token_in_use = -31011,              // something still runs under it
  position_pruned = -31012,           // data.first: start there
};

// A refusal. `message` is one sentence for people that names what was wrong; the rest is for programs.
struct Error {
  ErrorCode code = ErrorCode::internal_error;
  std::string message;
  std::string_view name{};                   // data.name where it is not the code's usual one; a literal
  std::string param{};                       // data.param
  std::optional<TokenState> state{};         // data.state
  std::string limit{};                       // data.limit, with data.value
  std::uint64_t value = 0;
  std::optional<StorageOutcome> outcome{};   // data.outcome
  std::optional<Position> first{};           // data.first
};

// The CamelCase name of a code, as in `error.data.name`.
std::string_view name_of(ErrorCode code);

Error invalid_param(std::string param, std::string what);

// Either a value or the error that stands in its place.
template <typename Value>
class Result {
 public:
  Result(Value value) : content_(std::move(value)) {}
  Result(Error error) : content_(std::move(error)) {}

  explicit operator bool() const { return content_.index() == 0; }
  Value& operator*() & { return *checked(std::get_if<0>(&content_)); }
  const Value& operator*() const& { return *checked(std::get_if<0>(&content_)); }
  Value&& operator*() && { return std::move(*checked(std::get_if<0>(&content_))); }
  Value* operator->() { return checked(std::get_if<0>(&content_)); }
  const Value* operator->() const { return checked(std::get_if<0>(&content_)); }
  const Error& error() const { return *checked(std::get_if<1>(&content_)); }

 private:
  template <typename Pointer>
  static Pointer checked(Pointer pointer) {
    assert(pointer != nullptr);
    return pointer;
  }

  std::variant<Value, Error> content_;
};

}  // namespace cancel
