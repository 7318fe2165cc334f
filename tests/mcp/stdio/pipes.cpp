#include "pipes.hpp"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <stdexcept>
#include <utility>

namespace cancel::mcp::testing {

std::string Lines::next() {
  std::size_t end = 0;
  while ((end = begun_.find('\n')) == std::string::npos) {
    pollfd polled{descriptor_, POLLIN, 0};
    if (::poll(&polled, 1, 10'000) != 1) throw std::runtime_error("no line came for ten seconds, after: " + begun_);
    std::array<char, 65'536> buffer;
    const auto count = ::read(descriptor_, buffer.data(), buffer.size());
    if (count <= 0) return std::exchange(begun_, {});
    begun_.append(buffer.data(), static_cast<std::size_t>(count));
  }
  std::string line = begun_.substr(0, end);
  begun_.erase(0, end + 1);
  return line;
}

JsonDocument Lines::response_to(const std::string& id) {
  const auto is_it = [&id](const JsonDocument& message) {
    const Json* its = find(message, "id");
    return its != nullptr && JsonText::of(*its).text() == id && find(message, "method") == nullptr;
  };
  const auto before = std::find_if(passed_over_.begin(), passed_over_.end(), is_it);
  if (before != passed_over_.end()) {
    JsonDocument message = std::move(*before);
    passed_over_.erase(before);
    return message;
  }
  for (std::string line = next(); !line.empty(); line = next()) {
    JsonDocument message = parse_json(line);
    if (is_it(message)) return message;
    passed_over_.push_back(std::move(message));
  }
  throw std::runtime_error("the end came before the response to " + id);
}

void write_all(int descriptor, const std::string& text) {
  std::signal(SIGPIPE, SIG_IGN);  // a reader that is gone is no end of the tests
  for (std::size_t done = 0; done < text.size();) {
    const auto count = ::write(descriptor, text.data() + done, text.size() - done);
    if (count < 0 && errno != EINTR) return;
    if (count > 0) done += static_cast<std::size_t>(count);
  }
}

}  // namespace cancel::mcp::testing
