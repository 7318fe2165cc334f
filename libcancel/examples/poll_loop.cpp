// A poll() loop that a cancellation ends. Repeats what it reads:
//
//     ./poll_loop                         echoing as 5d21d9a4-51b5-4c87-8b0f-6f6c64cb7f3e
//     cancelctl cancel --tool echo

#include <poll.h>
#include <unistd.h>
#include <cancel/cancel.hpp>

#include <array>
#include <cerrno>
#include <iostream>
#include <string_view>
#include <system_error>

// False: there is nothing more to read.
static bool echo() {
  std::array<char, 4096> buffer;
  const ssize_t count = read(STDIN_FILENO, buffer.data(), buffer.size());
  if (count < 0) throw std::system_error(errno, std::generic_category(), "read");
  std::cout << std::string_view(buffer.data(), static_cast<std::size_t>(count)) << std::flush;
  return count > 0;
}

int main() try {
  cancel::Client client({.name = "poll_loop"});
  const cancel::Operation operation = client.start({.tool = "echo"});
  const cancel::CancellationDescriptor cancelled(operation.token());
  std::cout << "echoing as " << operation.name().id << std::endl;

  std::array<pollfd, 2> sources{{{STDIN_FILENO, POLLIN, 0}, {cancelled.get(), POLLIN, 0}}};
  for (;;) {
    if (poll(sources.data(), sources.size(), -1) < 0 && errno != EINTR) {
      throw std::system_error(errno, std::generic_category(), "poll");
    }
    if (operation.token().is_cancelled()) break;  // asked in so many words: the daemon is told that we know
    if (sources[0].revents != 0 && !echo()) return 0;
  }
  std::cout << "stopped: " << operation.token().cancellation()->reason.value_or("no reason given") << std::endl;
} catch (const std::exception& problem) {
  std::cerr << "poll_loop: " << problem.what() << '\n';
  return 1;
}
