#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "runtime/outbox.hpp"
#include "runtime/tracked_token.hpp"

// Operations without a client, and what an outbox holds, in words that tests compare.

namespace scene {

using cancel::client::CallDone;
using cancel::client::Outbox;
using cancel::client::OutboxEntry;
using cancel::client::TrackedToken;
using cancel::client::WaitClock;
using cancel::client::WaitPoint;

using Tracked = std::shared_ptr<TrackedToken>;

inline Tracked operation(const std::string& id) {
  cancel::StartOperation start;
  start.name = {"default", id};
  return std::make_shared<TrackedToken>(std::weak_ptr<cancel::client::Core>{}, std::move(start));
}

inline Outbox::Pushed start(Outbox& outbox, const Tracked& token) {
  return outbox.push_start(token, cancel::Timestamp{});
}

inline Outbox::Pushed executed(Outbox& outbox, const Tracked& token) {
  return outbox.push_executed(token, cancel::Timestamp{});
}

inline Outbox::Pushed finish(Outbox& outbox, const Tracked& token) {
  return outbox.push_finish(token, cancel::Timestamp{}, cancel::Outcome::succeeded, {}).entry;
}

// Whether there is room for the result; the end itself is pushed in any case.
inline bool finish_with(Outbox& outbox, const Tracked& token, std::string result) {
  return !outbox.push_finish(token, cancel::Timestamp{}, cancel::Outcome::succeeded, {}, std::move(result))
              .result_dropped;
}

inline Outbox::Pushed cancel_it(Outbox& outbox, const Tracked& token) {
  return outbox.push_cancel(token, cancel::CancelToken{.name = token->name()});
}

// A command that somebody waits for until `give_up`.
inline OutboxEntry awaited(
    WaitPoint give_up, CallDone done = [](const auto&) {}) {
  OutboxEntry entry;
  entry.command = std::make_unique<cancel::CommandBody>(cancel::ReleaseToken{{"default", "released"}});
  entry.done = std::move(done);
  entry.give_up = give_up;
  return entry;
}

inline std::string word_for(const OutboxEntry& entry) {
  switch (entry.kind) {
    case OutboxEntry::Kind::start:
      return "start " + entry.token->name().id;
    case OutboxEntry::Kind::executed:
      return "executed " + entry.token->name().id;
    case OutboxEntry::Kind::finish:
      return "finish " + entry.token->name().id;
    default:
      return entry.token ? "cancel " + entry.token->name().id : "command";
  }
}

using Words = std::vector<std::string>;

inline Words words_for(const std::vector<OutboxEntry>& entries) {
  Words words;
  for (const OutboxEntry& entry : entries) words.push_back(word_for(entry));
  return words;
}

// Takes everything that waits, as the I/O thread does.
inline Words taken(Outbox& outbox) {
  return words_for(outbox.take(1'000));
}

}  // namespace scene
