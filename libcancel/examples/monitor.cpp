// Prints every event of the daemon as it happens, once each, whatever becomes of daemon and connection meanwhile:
//
//     ./monitor                           from now on
//     ./monitor 0                         from the beginning of the log

#include <cancel/cancel.hpp>
#include <cancel/wire/rfc3339.hpp>
#include <chrono>
#include <exception>
#include <iostream>
#include <string>

namespace {

struct Printer {
  void operator()(const cancel::FollowedEvent& followed) const {
    const cancel::Event& event = followed.event;
    std::cout << event.position << "  " << cancel::to_rfc3339(event.time) << "  " << to_string(event.type()) << "  "
              << event.token.space << '/' << event.token.id << std::endl;
  }
  void operator()(const cancel::UnreadableEvent& event) const { say("of a newer daemon: " + event.json); }
  void operator()(const cancel::Connected& daemon) const { say("the daemon answers; log " + daemon.log_id); }
  void operator()(const cancel::Disconnected& daemon) const { say("the daemon does not answer: " + daemon.fault); }
  void operator()(const cancel::CaughtUp& log) const { say("live, after position " + std::to_string(log.head)); }
  void operator()(const cancel::LogChanged& log) const { say("another log, from its beginning: " + log.log_id); }
  void operator()(const cancel::Pruned& log) const { say("the log begins at " + std::to_string(log.first)); }
  void operator()(const cancel::Refused& refused) const { say("the daemon refuses: " + refused.error.message); }

  static void say(const std::string& what) { std::cout << "-- " << what << std::endl; }
};

}  // namespace

int main(int argc, char** argv) try {
  cancel::Client client({.name = "monitor"});
  cancel::FollowOptions options;
  if (argc > 1) options.after = std::stoull(argv[1]);
  cancel::Subscription events = client.subscribe(options);
  for (;;) {
    if (const auto item = events.next(std::chrono::hours(1))) std::visit(Printer(), *item);
  }
} catch (const std::exception& problem) {
  std::cerr << "monitor: " << problem.what() << '\n';
  return 1;
}
