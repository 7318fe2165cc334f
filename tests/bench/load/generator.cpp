#include "generator.hpp"

#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <stdexcept>

#include "interruption.hpp"
#include "steady_now.hpp"

namespace cancel::load {
namespace {

constexpr std::int64_t nanoseconds_a_second = 1'000'000'000;
constexpr std::int64_t longest_silence = 10 * nanoseconds_a_second;
constexpr int look_up_ms = 50;  // how soon an interruption or the end of a phase without replies is noticed
constexpr std::uint32_t pace_event = ~std::uint32_t{0};

void watch(int epoll, int descriptor, std::uint32_t index) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.u32 = index;
  if (epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event) != 0)
    throw std::runtime_error("a connection has no descriptor");
}

}  // namespace

Generator::Generator(ConnectionGroup& group)
    : group_(group), epoll_(epoll_create1(EPOLL_CLOEXEC)), in_flight_(group.connections().size()) {
  if (epoll_ < 0) throw std::runtime_error("no epoll descriptor");
  for (std::size_t index = 0; index < in_flight_.size(); ++index)
    watch(epoll_, group_.connections()[index]->descriptor(), static_cast<std::uint32_t>(index));
  watch(epoll_, pace_.descriptor(), pace_event);
}

Generator::~Generator() {
  close(epoll_);
}

void Generator::begin(const Phase& phase) {
  phase_ = phase;
  result_ = {};
  started_ = 0;
  sending_ = true;
  for (InFlight& requests : in_flight_) requests.sent.resize(std::max(requests.sent.size(), phase.in_flight));
  begun_ = steady_now();
  last_reply_ = begun_;
  pace_.begin(phase.rate, begun_);
}

void Generator::send(std::size_t index, std::int64_t sent) {
  InFlight& requests = in_flight_[index];
  requests.sent[(requests.oldest + requests.count) % requests.sent.size()] = sent;
  ++requests.count;
  ++open_;
  ++started_;
  group_.connections()[index]->send();
}

void Generator::send_first() {
  for (std::size_t index = 0; index < in_flight_.size(); ++index) {
    for (std::size_t request = 0; request < phase_.in_flight && sending(); ++request) send(index, steady_now());
    group_.connections()[index]->flush();
  }
}

// Requests that are due go to the connections in turn; where all are full they wait, which counts as their latency.
void Generator::send_planned(std::int64_t now) {
  std::size_t full = 0;
  while (sending() && pace_.next() <= now && full < in_flight_.size()) {
    const std::size_t index = next_planned_++ % in_flight_.size();
    if (in_flight_[index].count >= phase_.in_flight) {
      ++full;
      continue;
    }
    full = 0;
    send(index, pace_.next());
    pace_.take();
    group_.connections()[index]->flush();
    if (group_.connections()[index]->tells_once()) serve(index);
  }
  // Due requests that found no room go when a reply makes some.
  if (sending() && pace_.next() > now) {
    pace_.arm();
  } else {
    pace_.disarm();
  }
}

void Generator::wait() {
  std::array<epoll_event, 64> events;
  const int ready = epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), look_up_ms);
  if (ready < 0 && errno != EINTR) throw std::runtime_error("epoll_wait failed");
  for (int index = 0; index < ready; ++index) {
    const std::uint32_t which = events[static_cast<std::size_t>(index)].data.u32;
    if (which != pace_event) serve(which);
  }
  if (pace_.planned()) send_planned(steady_now());
}

// Where a descriptor tells only once, what arrived while a request was sent has to be looked for.
void Generator::serve(std::size_t index) {
  Connection& connection = *group_.connections()[index];
  while (answer(index, connection) && connection.tells_once()) {
  }
}

bool Generator::answer(std::size_t index, Connection& connection) {
  const Replies replies = connection.receive();
  if (replies.done == 0) return false;
  const std::int64_t now = steady_now();
  count(index, replies, now);
  stop_when_over(now);
  if (!pace_.planned())
    for (std::size_t request = 0; request < replies.done && sending(); ++request) send(index, steady_now());
  connection.flush();
  return true;
}

void Generator::count(std::size_t index, const Replies& replies, std::int64_t now) {
  InFlight& requests = in_flight_[index];
  if (replies.done > requests.count) throw std::runtime_error("a server answered more than it was asked");
  for (std::size_t reply = 0; reply < replies.done; ++reply) {
    if (sending_) result_.latency.add(now - requests.sent[requests.oldest]);
    requests.oldest = (requests.oldest + 1) % requests.sent.size();
  }
  requests.count -= replies.done;
  open_ -= replies.done;
  last_reply_ = now;
  result_.failed += replies.failed;
  if (sending_) result_.done += replies.done - replies.failed;
}

void Generator::stop_when_over(std::int64_t now) {
  if (!sending_) return;
  const double seconds = static_cast<double>(now - begun_) / static_cast<double>(nanoseconds_a_second);
  result_.seconds = seconds;
  if (seconds >= phase_.seconds || interruption() != 0) sending_ = false;
}

void Generator::check_silence(std::int64_t now) {
  if (open_ == 0) last_reply_ = now;
  if (now - last_reply_ > longest_silence) throw std::runtime_error("the server has not answered for 10 s");
}

PhaseResult Generator::run(const Phase& phase) {
  begin(phase);
  if (pace_.planned()) {
    pace_.arm();
  } else {
    send_first();
  }
  // What was sent may have taken the sign of a reply with it.
  for (std::size_t index = 0; index < in_flight_.size(); ++index) serve(index);
  while ((sending() || open_ != 0) && interruption() == 0) {
    wait();
    const std::int64_t now = steady_now();
    if (open_ != 0 || pace_.planned()) stop_when_over(now);
    check_silence(now);
  }
  sending_ = false;
  pace_.disarm();
  return result_;
}

}  // namespace cancel::load
