#include "interruption_scene.hpp"

#include <poll.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "process_scene.hpp"

namespace cancel::testing {

namespace {

std::atomic<int> signals_seen{0};

bool sleeps(long thread) {
  const std::string text = text_of("/proc/self/task/" + std::to_string(thread) + "/stat");
  const auto behind_name = text.rfind(')');
  return behind_name != std::string::npos && text.substr(behind_name + 2, 1) == "S";
}

}  // namespace

Meanwhile::Meanwhile(std::function<void()> action)
    : thread_([action = std::move(action), caller = ::syscall(SYS_gettid)] {
        eventually([caller] { return sleeps(caller); });
        action();
      }) {}

SignalHandler::SignalHandler(int signal) : signal_(signal) {
  struct sigaction counting {};
  counting.sa_handler = [](int) { signals_seen.fetch_add(1); };
  ::sigaction(signal, &counting, &former_);
}

SignalHandler::~SignalHandler() {
  ::sigaction(signal_, &former_, nullptr);
}

int SignalHandler::count() const {
  return signals_seen.load();
}

NoMoreDescriptors::NoMoreDescriptors() {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  former_limit_ = limit.rlim_cur;
  limit.rlim_cur = STDERR_FILENO + 1;  // all of which are taken
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

NoMoreDescriptors::~NoMoreDescriptors() {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = former_limit_;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

std::string read_all_from(const FileDescriptor& descriptor) {
  std::string text;
  char buffer[65'536];
  for (;;) {
    pollfd polled{descriptor.get(), POLLIN, 0};
    if (::poll(&polled, 1, 10'000) <= 0) return text;
    const ssize_t got = ::read(descriptor.get(), buffer, sizeof buffer);
    if (got <= 0) return text;
    text.append(buffer, static_cast<std::size_t>(got));
  }
}

}  // namespace cancel::testing
