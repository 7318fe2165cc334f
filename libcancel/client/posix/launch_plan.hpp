#pragma once

#include <array>
#include <string>
#include <vector>

#include "cancel/posix/child_options.hpp"
#include "cancel/posix/file_descriptor.hpp"

namespace cancel::posix {

// Everything that a new process needs, worked out before it exists: between vfork() and exec() nothing may be
// allocated.
//
// Not thread-safe. The views that it hands out point into it.
class LaunchPlan {
 public:
  // Throws std::invalid_argument and std::system_error.
  explicit LaunchPlan(const ChildOptions& options);
  LaunchPlan(const LaunchPlan&) = delete;
  LaunchPlan& operator=(const LaunchPlan&) = delete;

  static constexpr int stream_count = 3;  // input, output, error: 0, 1, 2 in the child

  const std::vector<std::string>& candidates() const { return candidates_; }  // paths of the program, best first
  char* const* arguments() const { return argument_views_.data(); }
  char* const* environment() const { return environment_views_.data(); }
  const char* folder() const { return folder_.empty() ? nullptr : folder_.c_str(); }
  // What becomes the child's descriptor `stream`; the same number: it is inherited.
  int source(int stream) const { return sources_[static_cast<std::size_t>(stream)]; }
  bool is_inherited(int stream) const { return inherited_[static_cast<std::size_t>(stream)]; }

  // This process's end of a pipe to a stream; empty where none was asked for.
  FileDescriptor take_own_end(int stream) { return std::move(own_ends_[static_cast<std::size_t>(stream)]); }

  // The program, and the folder where that was given; for messages.
  std::string description() const;

 private:
  void plan_stream(int stream, const ChildStream& wish);

  std::vector<std::string> arguments_;
  std::vector<std::string> environment_;
  std::vector<std::string> candidates_;
  std::string folder_;
  std::vector<char*> argument_views_;
  std::vector<char*> environment_views_;
  std::array<int, stream_count> sources_{};
  std::array<bool, stream_count> inherited_{};
  std::array<FileDescriptor, stream_count> own_ends_;
  std::array<FileDescriptor, stream_count> child_ends_;
};

}  // namespace cancel::posix
