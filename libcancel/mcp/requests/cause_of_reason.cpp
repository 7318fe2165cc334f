#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "cancel/mcp/incoming_requests.hpp"

namespace cancel::mcp {

namespace {

struct Phrase {
  std::string_view words;
  Cause cause;
};

// In lower case. The first one that occurs decides: what names a person goes before what a person may have quoted.
constexpr std::array phrases{
    Phrase{"by user", Cause::user_requested},
    Phrase{"by the user", Cause::user_requested},
    Phrase{"user cancel", Cause::user_requested},
    Phrase{"user request", Cause::user_requested},
    Phrase{"user abort", Cause::user_requested},
    Phrase{"user interrupt", Cause::user_requested},
    // The TypeScript SDK: "McpError: MCP error -32001: Request timed out", "Maximum total timeout exceeded"; the DOM:
    // "TimeoutError: The operation was aborted due to timeout"; Go: "context deadline exceeded".
    Phrase{"-32001", Cause::timeout},
    Phrase{"timed out", Cause::timeout},
    Phrase{"timeout", Cause::timeout},
    Phrase{"time-out", Cause::timeout},
    Phrase{"time out", Cause::timeout},
    Phrase{"deadline exceeded", Cause::timeout},
    Phrase{"deadline passed", Cause::timeout},
    Phrase{"deadline has passed", Cause::timeout},
    Phrase{"disconnect", Cause::client_disconnected},
    Phrase{"client closed", Cause::client_disconnected},
    Phrase{"client is closing", Cause::client_disconnected},
    Phrase{"connection closed", Cause::client_disconnected},
    Phrase{"connection lost", Cause::client_disconnected},
    Phrase{"connection reset", Cause::client_disconnected},
    Phrase{"transport closed", Cause::client_disconnected},
    Phrase{"stream closed", Cause::client_disconnected},
    Phrase{"session closed", Cause::client_disconnected},
    Phrase{"session ended", Cause::client_disconnected},
    Phrase{"shutting down", Cause::client_disconnected},
    Phrase{"shutdown", Cause::client_disconnected},
    Phrase{"superseded", Cause::superseded},
    Phrase{"parent_cancelled", Cause::parent_cancelled},
    Phrase{"parent cancelled", Cause::parent_cancelled},
    Phrase{"parent was cancelled", Cause::parent_cancelled},
};

std::string lower(std::string_view text) {
  std::string small(text);
  std::transform(small.begin(), small.end(), small.begin(), [](char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
  });
  return small;
}

}  // namespace

Cause cause_of_reason(std::string_view reason) {
  const std::string text = lower(reason);
  const auto known = std::find_if(phrases.begin(), phrases.end(),
                                  [&](const Phrase& phrase) { return text.find(phrase.words) != std::string::npos; });
  return known == phrases.end() ? Cause::user_requested : known->cause;
}

}  // namespace cancel::mcp
