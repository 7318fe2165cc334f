#pragma once

#include <catch2/catch.hpp>
#include <string>
#include <string_view>
#include <variant>

#include "cancel/wire/request_decoder.hpp"

// Short ways to decode one request.

namespace cancel::test {

inline std::string request(std::string_view method, std::string_view params, std::string_view id = "1") {
  std::string text = R"({"jsonrpc":"2.0","id":)";
  text.append(id).append(R"(,"method":")").append(method).append("\"");
  if (!params.empty()) text.append(R"(,"params":)").append(params);
  return text + "}";
}

inline DecodedItem decode_single(std::string_view message, const RequestLimits& limits = {}) {
  DecodedMessage decoded = decode_message(message, limits);
  REQUIRE_FALSE(decoded.is_batch);
  REQUIRE(decoded.items.size() == 1);
  return decoded.items.front();
}

inline Command command_of(std::string_view method, std::string_view params, const RequestLimits& limits = {}) {
  const DecodedItem item = decode_single(request(method, params), limits);
  const Error* const error = std::get_if<Error>(&item.content);
  INFO(method << " " << params << " -> " << (error == nullptr ? "" : error->message));
  REQUIRE(error == nullptr);
  return std::get<Command>(item.content);
}

template <typename Body>
Body body_of(std::string_view method, std::string_view params, const RequestLimits& limits = {}) {
  const Command command = command_of(method, params, limits);
  REQUIRE(std::holds_alternative<Body>(command.body));
  CHECK(method_of(command) == method);
  return std::get<Body>(command.body);
}

inline Error error_of(std::string_view method, std::string_view params, const RequestLimits& limits = {}) {
  const DecodedItem item = decode_single(request(method, params), limits);
  INFO(method << " " << params);
  REQUIRE(std::holds_alternative<Error>(item.content));
  return std::get<Error>(item.content);
}

// `count` times the same text.
inline std::string repeated(std::string_view text, std::size_t count) {
  std::string all;
  all.reserve(text.size() * count);
  while (count-- > 0) all.append(text);
  return all;
}

inline std::string quoted(std::string_view text) {
  return "\"" + std::string(text) + "\"";
}

}  // namespace cancel::test
