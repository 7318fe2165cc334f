#include "server/server.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <limits>

#include "log/turn_log.hpp"

namespace cancel::daemon {
namespace {

using std::chrono::milliseconds;

// What had come before the signal is done within this time or left; its senders don't know the outcome then, as ever
// when no answer comes.
constexpr Moment longest_drain = std::chrono::seconds{2};

// What has arrived may still be on its way through ZeroMQ's own thread: the end of the commands is a silence this long.
constexpr milliseconds silence{50};

// Rounded up: a turn that came before its time would find nothing due, and the loop would spin until it is.
milliseconds until(Moment due, Moment now) {
  if (due <= now) return milliseconds{0};
  constexpr milliseconds longest{std::numeric_limits<int>::max()};
  if (due > Moment::max() / 2) return longest;
  return std::min(longest, std::chrono::ceil<milliseconds>(due - now));
}

// False where a signal that nobody handles interrupted it.
template <std::size_t Count>
bool poll(std::array<zmq::pollitem_t, Count>& items, milliseconds timeout) {
  try {
    zmq::poll(items.data(), items.size(), timeout);
    return true;
  } catch (const zmq::error_t& error) {
    if (error.num() != EINTR) throw;
    return false;
  }
}

}  // namespace

void Server::run() {
  give_sign_of_life();
  while (true) {
    if (wait() == Woken::by_signal) {
      if (const auto signal = parts_.stop.take()) return drain(*signal);
    }
    take_turn();
    give_sign_of_life();
  }
}

Server::Woken Server::wait() {
  std::array<zmq::pollitem_t, 2> items = {
      {{parts_.commands.handle(), 0, ZMQ_POLLIN, 0}, {nullptr, parts_.stop.descriptor(), ZMQ_POLLIN, 0}}};
  const bool polled = poll(items, until(wake_at(), parts_.clock.elapsed()));
  return polled && (items[1].revents & ZMQ_POLLIN) != 0 ? Woken::by_signal : Woken::by_work;
}

Moment Server::wake_at() const {
  const Moment due = parts_.service.next_due();
  return next_sign_ ? std::min(due, *next_sign_) : due;
}

void Server::take_turn() {
  const TurnReport& report = parts_.service.turn();
  turn_log_.tell(report, parts_.clock.elapsed());
  tell_manager(report);
}

void Server::tell_manager(const TurnReport& report) const {
  if (report.storage_recovered) parts_.manager.status("serving");
  if (report.storage_failed) parts_.manager.status("the log takes no events: " + *report.storage_failed);
}

void Server::give_sign_of_life() {
  const auto interval = parts_.manager.sign_of_life_interval();
  const Moment now = parts_.clock.elapsed();
  if (!interval || (next_sign_ && now < *next_sign_)) return;
  parts_.manager.alive();
  next_sign_ = now + *interval;
}

void Server::drain(int signal) {
  parts_.manager.stopping();
  parts_.log.write(LogLevel::info, "stopping", {{"signal", signal == SIGINT ? "SIGINT" : "SIGTERM"}});
  const Moment end = parts_.clock.elapsed() + longest_drain;
  while (has_commands() && parts_.clock.elapsed() < end) take_turn();
  parts_.service.close();
}

bool Server::has_commands() {
  std::array<zmq::pollitem_t, 1> items = {{{parts_.commands.handle(), 0, ZMQ_POLLIN, 0}}};
  return poll(items, silence) && (items[0].revents & ZMQ_POLLIN) != 0;
}

}  // namespace cancel::daemon
