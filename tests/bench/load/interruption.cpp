#include "interruption.hpp"

#include <atomic>
#include <csignal>

namespace cancel::load {
namespace {

std::atomic<int> caught{0};
static_assert(std::atomic<int>::is_always_lock_free, "a signal handler may touch nothing else");

void remember(int signal) {
  caught.store(signal, std::memory_order_relaxed);
}

}  // namespace

void catch_interruption() {
  struct sigaction action = {};
  action.sa_handler = remember;
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaction(signal, &action, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

int interruption() {
  return caught.load(std::memory_order_relaxed);
}

}  // namespace cancel::load
