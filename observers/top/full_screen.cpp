#include "top/full_screen.hpp"

#include <poll.h>
#include <unistd.h>

#include <chrono>

#include "top/stop_signals.hpp"
#include "top/terminal_screen.hpp"
#include "top/worker.hpp"

namespace cancel::top {

namespace {

using SteadyClock = std::chrono::steady_clock;
using namespace std::chrono_literals;

// How late a key may be noticed.
constexpr Millis slice{40};
constexpr auto between_changes = 250ms;
constexpr auto between_draws = 1s;

class FullScreen {
 public:
  FullScreen(Messaging& messaging, const DaemonEndpoints& daemon, const FullScreenOptions& options)
      : endpoint_(daemon.command),
        view_(options.view),
        feed_(messaging, daemon, feed_options(options)),
        worker_(messaging, {daemon.command, options.requester, options.answer_within}),
        terminal_(options.colour) {
    feed_.on_event([this](const Event& event, std::string_view) { view_.see(event); });
    feed_.on_reset([this] { view_.reset(); });
  }

  int run() {
    draw();
    while (!view_.quitting() && stop_.number() == 0) {
      listen();
      press_keys();
      grant();
      if (due()) draw();
    }
    return stop_.number();
  }

 private:
  static live::FeedOptions feed_options(const FullScreenOptions& options) {
    live::FeedOptions feed;
    feed.answer_within = options.answer_within;
    return feed;
  }

  // While it is paused nothing is read: what happens meanwhile is read from the log afterwards.
  void listen() {
    if (!view_.paused()) {
      changed_ = feed_.step(slice) || changed_;
      return;
    }
    pollfd keyboard{STDIN_FILENO, POLLIN, 0};
    poll(&keyboard, 1, static_cast<int>(slice.count()));
  }

  // What a key means may depend on what the one before it has brought to the screen.
  void press_keys() {
    while (const auto key = terminal_.read_key()) {
      if (pressed_ && !view_.typing()) view_.draw(model(), terminal_.size());
      view_.press(*key);
      pressed_ = true;
    }
  }

  void grant() {
    for (Wish& wish : view_.take_wishes()) worker_.wish(std::move(wish));
    for (const WishAnswer& answer : worker_.take_answers()) {
      view_.take(answer);
      pressed_ = true;
    }
  }

  bool due() const {
    const auto since = SteadyClock::now() - drawn_at_;
    return pressed_ || (changed_ && since >= between_changes) || since >= between_draws;
  }

  Model model() const { return {feed_.state(), feed_.standing(), now_, endpoint_}; }

  void draw() {
    if (!view_.paused()) now_ = std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
    terminal_.draw(view_.draw(model(), terminal_.size()), view_.take_redraw());
    drawn_at_ = SteadyClock::now();
    pressed_ = changed_ = false;
  }

  std::string endpoint_;
  View view_;
  live::LiveFeed feed_;
  Worker worker_;
  // Before the terminal, so that no signal finds that taken over and nobody to give it back. Curses has handlers of its
  // own, but not where there are others.
  StopSignals stop_;
  TerminalScreen terminal_;
  Timestamp now_{};
  SteadyClock::time_point drawn_at_{};
  bool pressed_ = false;
  bool changed_ = false;
};

}  // namespace

int show_full_screen(Messaging& messaging, const DaemonEndpoints& daemon, const FullScreenOptions& options) {
  return FullScreen(messaging, daemon, options).run();
}

}  // namespace cancel::top
