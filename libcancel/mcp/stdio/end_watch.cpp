#include "stdio/end_watch.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <system_error>

namespace cancel::mcp {

namespace {

// For the handler alone, which may touch nothing else.
std::atomic<int> caught_signal{0};
std::atomic<int> wake_of_handler{-1};

void wake(int descriptor) {
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(descriptor, &one, sizeof one);
}

extern "C" void note_signal(int signal) {
  const int kept = errno;
  caught_signal.store(signal);
  wake(wake_of_handler.load());
  errno = kept;
}

// A descriptor that becomes readable when the parent dies. Where the kernel has none, a signal comes instead.
FileDescriptor watch_parent(bool signals) {
  const pid_t parent = ::getppid();
  if (parent <= 1) return {};  // none of ours: init has adopted this process, or is what started it
  FileDescriptor watched(static_cast<int>(::syscall(SYS_pidfd_open, parent, 0)));
  if (!watched && signals) ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  return watched;
}

}  // namespace

EndWatch::EndWatch(bool signals, bool parent) : wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (!wake_) throw std::system_error(errno, std::generic_category(), "eventfd");
  caught_signal.store(0);
  wake_of_handler.store(wake_.get());
  if (signals) catch_signals();
  if (parent) parent_ = watch_parent(signals);
}

EndWatch::~EndWatch() {
  for (const auto& [signal, action] : former_) ::sigaction(signal, &action, nullptr);
  wake_of_handler.store(-1);
}

void EndWatch::catch_signals() {
  struct sigaction action {};
  action.sa_handler = note_signal;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) {
    struct sigaction before {};
    if (::sigaction(signal, nullptr, &before) != 0 || before.sa_handler == SIG_IGN) continue;  // as nohup wants it
    ::sigaction(signal, &action, nullptr);
    former_.emplace_back(signal, before);
  }
}

void EndWatch::request() {
  wake(wake_.get());
}

EndWatch::Event EndWatch::wait(int input, int limit) {
  std::array<pollfd, 3> waited{{{wake_.get(), POLLIN, 0}, {parent_.get(), POLLIN, 0}, {input, POLLIN, 0}}};
  while (::poll(waited.data(), waited.size(), limit) < 0) {
    if (errno != EINTR) throw std::system_error(errno, std::generic_category(), "poll");
  }
  Event event;
  event.signal = caught_signal.load();
  event.readable = waited[2].revents != 0;
  if (event.signal != 0) {
    event.end = Why::signal;
  } else if (waited[0].revents != 0) {
    event.end = Why::requested;
  } else if (waited[1].revents != 0) {
    event.end = Why::parent_died;
  }
  return event;
}

}  // namespace cancel::mcp
