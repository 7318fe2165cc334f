#include "chain_check.hpp"

namespace cancel {
namespace {

std::string fault_in_event(Position position, const std::string& what) {
  return "event " + std::to_string(position) + ": " + what;
}

std::string fault_in_row(const TokenView& token, const std::string& what) {
  return "token " + std::to_string(token.key) + " (" + token.name.space + " " + token.name.id + "): " + what;
}

}  // namespace

std::optional<std::string> ChainCheck::event(const StoredEvent& stored) {
  const Event& event = stored.event;
  if (event.of_session()) {
    if (event.version != 0) return fault_in_event(event.position, "it is a session's and has a version");
    return std::nullopt;
  }
  ++events_;
  if (event.version == 1 && stored.previous == 0) return std::nullopt;
  const auto before = earlier_.read(stored.previous);
  if (!before || before->event.token != event.token) {
    return fault_in_event(event.position, "its previous event is not one of its token");
  }
  if (before->event.version + 1 == event.version) return std::nullopt;
  return fault_in_event(event.position, "its version is " + std::to_string(event.version) + " after " +
                                            std::to_string(before->event.version));
}

std::optional<std::string> ChainCheck::row(const TokenView& token) {
  expected_ += token.version;
  const auto last = earlier_.read(token.position);
  if (!last || last->event.token != token.name) return fault_in_row(token, "its last event is not where its row says");
  if (last->event.version == token.version) return std::nullopt;
  return fault_in_row(token, "its row has version " + std::to_string(token.version) + ", its last event " +
                                 std::to_string(last->event.version));
}

std::optional<std::string> ChainCheck::end() const {
  if (events_ == expected_) return std::nullopt;
  return "the rows of tokens account for " + std::to_string(expected_) + " events, but there are " +
         std::to_string(events_);
}

}  // namespace cancel
