#include "stdio/stdio_channel.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <system_error>

namespace cancel::mcp {

namespace {

// Beyond this, progress and log messages are of no use to a peer that is so far behind.
constexpr std::size_t droppable_from = 1 << 20;

// Its flags before; -1: they are not known.
int make_nonblocking(int descriptor) {
  const int flags = ::fcntl(descriptor, F_GETFL);
  if (flags >= 0) ::fcntl(descriptor, F_SETFL, flags | O_NONBLOCK);
  return flags;
}

// A peer that is gone is an error of write(), not the end of this process.
void block_broken_pipe_signal() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGPIPE);
  ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

}  // namespace

StdioChannel::StdioChannel(int descriptor, std::size_t max_unread, std::function<void()> on_gone)
    : descriptor_(descriptor),
      max_unread_(max_unread),
      on_gone_(std::move(on_gone)),
      wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (wake_ < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
  flags_before_ = make_nonblocking(descriptor_);
  thread_ = std::thread([this] { write_lines(); });
}

StdioChannel::~StdioChannel() {
  close();
  ::close(wake_);
}

void StdioChannel::close() {
  {
    const std::lock_guard guard(lock_);
    ending_ = true;
  }
  changed_.notify_all();
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto woken = ::write(wake_, &one, sizeof one);
  if (!thread_.joinable()) return;
  thread_.join();
  // Others may share the open file: the terminal, for one.
  if (flags_before_ >= 0) ::fcntl(descriptor_, F_SETFL, flags_before_);
}

void StdioChannel::send(MessageKind kind, std::string json) {
  json += '\n';
  bool too_much = false;
  {
    const std::lock_guard guard(lock_);
    if (gone_ || ending_) return;
    if (kind == MessageKind::report && unread_ > droppable_from) return;
    unread_ += json.size();
    lines_.push_back(std::move(json));
    too_much = unread_ > max_unread_;
  }
  changed_.notify_all();
  if (too_much) give_up();
}

bool StdioChannel::flush(std::chrono::milliseconds time) {
  std::unique_lock guard(lock_);
  return changed_.wait_for(guard, time, [this] { return unread_ == 0 || gone_; }) && !gone_;
}

void StdioChannel::write_lines() {
  block_broken_pipe_signal();
  std::unique_lock guard(lock_);
  while (true) {
    changed_.wait(guard, [this] { return ending_ || (!lines_.empty() && !gone_); });
    if (ending_) return;
    const std::string line = std::move(lines_.front());
    lines_.pop_front();
    guard.unlock();
    const bool written = write_all(line);
    guard.lock();
    if (gone_) continue;
    if (written) {
      unread_ -= line.size();
      changed_.notify_all();
    } else if (!ending_) {
      guard.unlock();
      give_up();
      guard.lock();
    }
  }
}

// False: the peer is gone, or this channel ends.
bool StdioChannel::write_all(const std::string& line) {
  std::size_t done = 0;
  while (done < line.size()) {
    const ssize_t count = ::write(descriptor_, line.data() + done, line.size() - done);
    if (count >= 0) {
      done += static_cast<std::size_t>(count);
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      if (!wait_for_room()) return false;
    } else if (errno != EINTR) {
      return false;
    }
  }
  return true;
}

bool StdioChannel::wait_for_room() {
  std::array<pollfd, 2> both{{{descriptor_, POLLOUT, 0}, {wake_, POLLIN, 0}}};
  while (::poll(both.data(), both.size(), -1) < 0) {
    if (errno != EINTR) return false;
  }
  return both[1].revents == 0;
}

void StdioChannel::give_up() {
  {
    const std::lock_guard guard(lock_);
    if (gone_) return;
    gone_ = true;
    lines_.clear();
    unread_ = 0;
  }
  changed_.notify_all();
  on_gone_();
}

}  // namespace cancel::mcp
