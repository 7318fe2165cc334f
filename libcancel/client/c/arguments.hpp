#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "cancel/cancel.h"
#include "cancel/client/operation.hpp"
#include "cancel/token/cancellation.hpp"

// From the arguments of C to those of C++. What is wrong with one of them is a std::invalid_argument that names it.

namespace cancel::c {

// What a pointer points to, which must be something.
template <typename Object>
Object& required(Object* object, const char* what) {
  if (object == nullptr) throw std::invalid_argument(std::string(what) + " is NULL");
  return *object;
}

// Where a handle is to be put; NULL until then.
template <typename Handle>
Handle*& place(Handle** handle, const char* what) {
  required(handle, what) = nullptr;
  return *handle;
}

// Texts in UTF-8; NULL is none.
std::optional<std::string> text(const char* given, const char* what);
std::string required_text(const char* given, const char* what);
std::string text_or(const char* given, const char* what, std::string otherwise);

// Lengths of time. `length`: CANCEL_NONE is none. `patience`: how long to wait, for ever being a year.
std::optional<Millis> length(std::int64_t given, const char* what);
Millis required_length(std::int64_t given, const char* what);
Millis patience(std::int64_t given, const char* what);

Stage stage(int given);
Mode mode(int given);
Outcome outcome(int given);

CancellationWish wish(const cancel_wish* given);
Cancellation cancellation(const cancel_wish* given);
Labels labels(const cancel_label* given, std::size_t count);
std::vector<CancellationToken> tokens(const cancel_token* const* given, std::size_t count, const char* what);

// Those of an operation or shared token; `space` is the client's namespace.
template <typename Options>
std::vector<Parent> parents(const Options& options, const std::string& space);

// Checks `size`, the first member of options that begin at `given`: throws where it is smaller than `known`, or where
// something stands behind what this library knows.
void check_size(const void* given, std::size_t size, std::size_t known, const char* what);

// The options that were given, as far as this library knows them. When a later version adds a field behind the others,
// the smallest allowed size stays that of the first version, and what is missing keeps its default.
template <typename Options>
Options known_options(const Options* given, void (*set_defaults)(Options*, std::size_t), const char* what) {
  Options known;
  set_defaults(&known, sizeof known);
  if (given == nullptr) return known;
  check_size(given, given->size, sizeof known, what);
  std::memcpy(&known, given, sizeof known);
  return known;
}

// The other direction: sets the first `size` bytes of options to `defaults`.
template <typename Options>
void set_options(Options* options, std::size_t size, Options defaults) {
  if (options == nullptr || size < sizeof size) return;
  defaults.size = size;
  std::memset(static_cast<void*>(options), 0, size);
  std::memcpy(static_cast<void*>(options), &defaults, size < sizeof defaults ? size : sizeof defaults);
}

}  // namespace cancel::c
