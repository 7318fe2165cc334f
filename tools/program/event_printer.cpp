#include "program/event_printer.hpp"

#include <utility>

#include "text/event_line.hpp"
#include "text/visible.hpp"

namespace cancel::program {

namespace {

class EventPrinter : public EventTaker {
 public:
  EventPrinter(text::Output& output, const PrintOptions& options) : output_(output), options_(options) {}

  bool take(const FollowedEvent& item) override {
    line(options_.json ? item.json : text::event_line(item.event, options_.palette));
    return options_.enough && options_.enough(&item.event);
  }

  bool take(const UnreadableEvent& item) override {
    line(options_.json ? item.json : text::visible(item.json));
    return false;
  }

  bool connected(const Connected&) override {
    const bool first = !std::exchange(contact_, true);
    return first && options_.enough && options_.enough(nullptr);
  }

  void idle() override {
    output_.flush();
    output_.check_reader();
  }

  void before_notice() override { output_.flush(); }

 private:
  void line(const std::string& content) { output_.write(content + "\n"); }

  text::Output& output_;
  const PrintOptions& options_;
  bool contact_ = false;
};

}  // namespace

void print_events(EventFollower& follower, text::Output& output, const PrintOptions& options) {
  EventPrinter printer(output, options);
  watch_events(follower, printer, {options.program, options.endpoint, false, options.timeout});
  output.flush();
}

}  // namespace cancel::program
