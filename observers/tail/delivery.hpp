#pragma once

#include <optional>
#include <string>

#include "cancel/domain/time.hpp"
#include "tail/tailed_event.hpp"

namespace cancel::tail {

// How one attempt to deliver an event ended.
struct Attempt {
  enum class Outcome {
    delivered,
    failed,   // it may succeed another time
    refused,  // it would be the same another time
    stopped,  // we were asked to stop meanwhile
  };
  Outcome outcome = Outcome::delivered;
  std::string fault{};            // what went wrong, as the end of a sentence: "the command ended with exit code 3"
  std::optional<Millis> pause{};  // before the next attempt, where the receiver asks for that much
};

// A way to hand an event to somebody who may fail. Not thread-safe.
class Delivery {
 public:
  virtual ~Delivery() = default;
  virtual Attempt attempt(const TailedEvent& event) = 0;
};

}  // namespace cancel::tail
