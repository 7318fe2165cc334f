#pragma once

#include <map>
#include <string>
#include <vector>

#include "cancel/ports/event_log.hpp"

namespace cancel {

// Makes batches for a log, with right positions, versions and rows, so that tests need to say only what happens:
//
//     story.created("a").requested("a", "enough");
//     REQUIRE(story.append_to(log) == Appended::durable);
class Story {
 public:
  Story& created(const TokenName& token, std::vector<TokenName> parents = {}, Labels labels = {});
  Story& started(const TokenName& token, const std::string& tool = "tool");
  Story& requested(const TokenName& token, const std::string& reason = "enough");
  Story& executed(const TokenName& token);
  Story& escalated(const TokenName& token);
  Story& completed(const TokenName& token, Outcome outcome = Outcome::stopped);
  Story& expired(const TokenName& token, ExpiredBecause because = ExpiredBecause::ttl);
  Story& finished(const TokenName& token, Outcome outcome = Outcome::succeeded);
  Story& released(const TokenName& token);
  Story& session_opened(const std::string& session);
  Story& session_closed(const std::string& session);
  // Changes what a row shows without an event of its token.
  Story& touched(const TokenName& token);

  // Microseconds that pass before the next event.
  Story& after(std::chrono::microseconds time);

  // Hands over what has happened since the last call; valid until the next one.
  Batch take();
  Appended append_to(EventLog& log) { return log.append(take()); }

  // Everything that was taken, in order.
  const std::vector<Event>& events() const { return told_; }
  std::vector<Event> events_of(const TokenName& token) const;
  const TokenView& row(const TokenName& token) const { return rows_.at(token); }
  // All rows in order of creation.
  std::vector<TokenView> rows() const;
  Position head() const { return head_; }

 private:
  TokenView& add(const TokenName& token, EventData data);
  void add_session(EventData data);
  Event next_event(EventData data);

  Position head_ = 0;
  Timestamp now_{std::chrono::microseconds{1'795'248'000'123'456}};  // 2026-11-21T08:00:00.123456Z
  std::map<TokenName, TokenView> rows_;
  std::vector<Event> told_;
  std::vector<Event> events_;
  std::map<TokenName, bool> touched_;
  std::vector<Event> batch_events_;
  std::vector<TokenView> batch_rows_;
};

// A token in the default namespace.
inline TokenName named(const std::string& id) {
  return TokenName{std::string(default_namespace), id};
}

}  // namespace cancel
