#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "dashboard/query.hpp"
#include "live/live_state.hpp"

namespace cancel::dashboard {

// Which of the running operations the page wants to see, and in which order. A value.
struct OperationListWish {
  enum class Sort { age, space, tool, state };

  std::optional<std::string> space{};
  std::optional<std::string> tool{};
  std::optional<std::string> session{};
  std::optional<std::string> q{};  // part of a name, tool, session or label value; ASCII letters of either case
  std::optional<TokenState> state{};
  Sort sort = Sort::age;
  bool descending = true;  // of age: the oldest first
  std::size_t limit = 50;
  std::size_t offset = 0;

  // Throws ApiFailure.
  static OperationListWish parse(const Query& query);
};

// {"position":…,"total":…,"running":…,"items":[…]}. Cost: with a filter or another order than by age a look at all that
// run, else the page alone and what is before it.
std::string operations_json(const live::LiveState& state, Position position, const OperationListWish& wish);

}  // namespace cancel::dashboard
