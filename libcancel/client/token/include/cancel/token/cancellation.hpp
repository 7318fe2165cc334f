#pragma once

#include <optional>
#include <stdexcept>
#include <string>

#include "cancel/domain/names.hpp"
#include "cancel/domain/vocabulary.hpp"

namespace cancel {

// Why a token was cancelled: what the first request said. A value.
struct Cancellation {
  std::optional<std::string> reason{};        // free text for people
  Cause cause = Cause::user_requested;        // from the fixed list, for programs
  Mode mode = Mode::graceful;                 // as of now: a cancellation that was escalated is force
  std::optional<std::string> requested_by{};  // who asked
  Position position = 0;                      // of its CancellationRequested in the log; 0: not known (yet)

  bool operator==(const Cancellation&) const = default;
};

// What a token can come to, each once and for ever.
enum class Stage : std::uint32_t {
  requested = 1,  // somebody asked to cancel it
  forced = 2,     // the cancellation is one by force, from the first or since its grace period was over; also requested
  completed = 4,  // cancelled, and nothing runs under it any more; also requested
};

// Thrown by throw_if_cancelled(), to leave the work by.
class Cancelled : public std::runtime_error {
 public:
  explicit Cancelled(Cancellation why);
  const Cancellation& why() const noexcept { return why_; }

 private:
  Cancellation why_;
};

}  // namespace cancel
