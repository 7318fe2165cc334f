#include "log/descriptor_sink.hpp"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace cancel::daemon {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t gather_bytes = 64 * 1024;
constexpr milliseconds patience_in_a_second{100};

// A pipe that is ready for writing takes this much without blocking (PIPE_BUF on Linux).
constexpr std::size_t chunk_bytes = 4096;

// As many whole lines as fit into one chunk, or the beginning of a line that does not.
std::string_view first_chunk(std::string_view lines) {
  if (lines.size() <= chunk_bytes) return lines;
  const std::size_t line_end = lines.rfind('\n', chunk_bytes - 1);
  return lines.substr(0, line_end == std::string_view::npos ? chunk_bytes : line_end + 1);
}

}  // namespace

void DescriptorSink::sink_it_(const spdlog::details::log_msg& message) {
  spdlog::memory_buf_t line;
  formatter_->format(message, line);
  gathered_.append(line.data(), line.size());
  if (gathered_.size() >= gather_bytes) flush_();
}

void DescriptorSink::flush_() {
  if (gathered_.empty()) return;
  std::string lines = std::exchange(gathered_, {});
  if (std::exchange(torn_, false)) lines.insert(0, 1, '\n');
  std::string_view rest = lines;
  while (!rest.empty()) {
    if (!write_all(first_chunk(rest), rest)) return drop(rest);
  }
}

// Takes what it has written off `rest`, which begins with `chunk`. False: the rest finds no room.
bool DescriptorSink::write_all(std::string_view chunk, std::string_view& rest) {
  while (!chunk.empty()) {
    if (!wait_for_room()) return false;
    const ssize_t written = ::write(descriptor_, chunk.data(), chunk.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    const auto count = static_cast<std::size_t>(written);
    torn_ = count > 0 && chunk[count - 1] != '\n';
    chunk.remove_prefix(count);
    rest.remove_prefix(count);
  }
  return true;
}

bool DescriptorSink::wait_for_room() {
  if (has_room(milliseconds{0})) return true;
  const Clock::time_point began = Clock::now();
  if (began - second_began_ >= std::chrono::seconds{1}) {
    second_began_ = began;
    waited_ = {};
  }
  const auto patience = std::chrono::duration_cast<milliseconds>(patience_in_a_second - waited_);
  const bool room = patience > milliseconds{0} && has_room(patience);
  waited_ += Clock::now() - began;
  return room;
}

bool DescriptorSink::has_room(milliseconds patience) const {
  pollfd entry{descriptor_, POLLOUT, 0};
  return ::poll(&entry, 1, static_cast<int>(patience.count())) > 0 && (entry.revents & POLLOUT) != 0;
}

void DescriptorSink::drop(std::string_view lines) {
  lost_lines_ += static_cast<std::uint64_t>(std::count(lines.begin(), lines.end(), '\n'));
}

std::uint64_t DescriptorSink::take_lost_lines() {
  if (lost_lines_ == 0 || !has_room(milliseconds{0})) return 0;
  return std::exchange(lost_lines_, 0);
}

}  // namespace cancel::daemon
