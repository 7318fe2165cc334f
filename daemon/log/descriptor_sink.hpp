#pragma once

#include <spdlog/details/null_mutex.h>
#include <spdlog/sinks/base_sink.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace cancel::daemon {

// Writes lines to a file descriptor, stderr as a rule, without being held up for long by whoever reads the other end.
//
// A daemon whose log nobody reads must go on cancelling. So the sink waits for a slow reader at most 100 ms in any
// second; what then finds no room is dropped and counted. Lines are gathered until flush() or until 64 KiB are
// together; cost of a flush: two system calls for each 4 KiB. Not thread-safe. Does not own the descriptor.
class DescriptorSink : public spdlog::sinks::base_sink<spdlog::details::null_mutex> {
 public:
  explicit DescriptorSink(int descriptor) : descriptor_(descriptor) {}

  // How many lines have been dropped since this last returned a number above 0; 0 while there is no room to tell it.
  std::uint64_t take_lost_lines();

 protected:
  void sink_it_(const spdlog::details::log_msg& message) override;
  void flush_() override;

 private:
  using Clock = std::chrono::steady_clock;

  bool write_all(std::string_view chunk, std::string_view& rest);
  bool wait_for_room();
  bool has_room(std::chrono::milliseconds patience) const;
  void drop(std::string_view lines);

  int descriptor_;
  std::string gathered_;
  std::uint64_t lost_lines_ = 0;
  bool torn_ = false;  // what was written last is the beginning of a line whose rest was dropped
  Clock::time_point second_began_{};
  Clock::duration waited_{};  // for the reader, in that second
};

}  // namespace cancel::daemon
