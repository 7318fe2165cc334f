#pragma once

#include <string>
#include <vector>

#include "live/live_state.hpp"
#include "top/view.hpp"

namespace cancel::test {

// A daemon at noon of some day, event by event, and what stands on the screen.
struct TopScene {
  static constexpr Timestamp noon{std::chrono::microseconds{1'795'176'000'000'000}};

  live::LiveState state{live::LiveState::Options{100, Millis{30'000}, Millis{10'000}}};
  live::Standing standing;
  Timestamp now = noon;
  Position position = 0;

  TopScene() {
    standing.connected = standing.caught_up = true;
    standing.daemon = InfoReply{};
    standing.daemon->version = "9.9";
    standing.daemon->started_at = noon - Millis{60'000};
    standing.daemon->command_endpoint = "ipc:///somewhere/command";
  }

  Event event(const std::string& id, EventData data, const std::string& space = "default") {
    Event event;
    event.position = ++position;
    event.time = now;
    event.token = {space, id};
    event.data = std::move(data);
    state.apply(event);
    standing.position = standing.head = position;
    return event;
  }
  Event start(const std::string& id, const std::string& tool = "search", const std::string& space = "default") {
    OperationStarted data;
    data.tool = tool;
    data.session = "session-of-" + id;
    return event(id, data, space);
  }
  Event cancel(const std::string& id, const std::string& reason = "wrong query", Mode mode = Mode::graceful) {
    CancellationRequested data;
    data.reason = reason;
    data.mode = mode;
    data.requested_by = "ann";
    return event(id, data);
  }
  void escalate(const std::string& id) { event(id, CancellationEscalated{}); }
  void unconfirm(const std::string& id) { event(id, CancellationExpired{ExpiredBecause::unconfirmed}); }
  void complete(const std::string& id) { event(id, CancellationCompleted{}); }

  top::Model model() const { return {state, standing, now, "ipc:///somewhere/command"}; }
  const live::LiveToken* token(const std::string& id) const { return state.find({"default", id}); }
};

inline std::vector<std::string> texts_of(const top::Screen& screen) {
  std::vector<std::string> texts;
  for (const top::Line& line : screen.lines) {
    texts.push_back(line.text());
    texts.back().erase(texts.back().find_last_not_of(' ') + 1);
  }
  return texts;
}

// The whole screen as one text.
inline std::string text_of(const top::Screen& screen) {
  std::string all;
  for (const std::string& line : texts_of(screen)) all += line + "\n";
  return all;
}

inline void type(top::View& view, const std::string& text) {
  for (const char letter : text) view.press(static_cast<char32_t>(letter));
}

}  // namespace cancel::test
