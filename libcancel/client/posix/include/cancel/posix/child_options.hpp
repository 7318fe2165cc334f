#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cancel/posix/child_exit.hpp"

namespace cancel {

// What becomes of one of a child's standard streams. A value.
class ChildStream {
 public:
  enum class Kind { inherit, null, descriptor, pipe };

  // The owner's own. Mind that a child that reads from its owner's terminal is stopped: it is not in the foreground.
  static ChildStream inherit() noexcept { return ChildStream(Kind::inherit, -1); }
  // /dev/null
  static ChildStream null() noexcept { return ChildStream(Kind::null, -1); }
  // A copy of `descriptor`, which stays the caller's and has to be open until the child was started.
  static ChildStream descriptor(int descriptor) noexcept { return ChildStream(Kind::descriptor, descriptor); }
  // A new pipe, whose other end ChildProcess hands out.
  static ChildStream pipe() noexcept { return ChildStream(Kind::pipe, -1); }

  Kind kind() const noexcept { return kind_; }
  int given() const noexcept { return given_; }  // of Kind::descriptor

 private:
  ChildStream(Kind kind, int given) noexcept : kind_(kind), given_(given) {}

  Kind kind_;
  int given_;
};

// What to run, and how.
struct ChildOptions {
  std::vector<std::string> arguments;             // the first names the program; without a slash: looked up on PATH
  std::optional<std::filesystem::path> folder{};  // to run in; a program named with a slash is looked up from there
  std::map<std::string, std::string>
      environment{};  // in addition to, or instead of, what the owner's says; PATH counts

  ChildStream input = ChildStream::null();
  ChildStream output = ChildStream::inherit();
  ChildStream error = ChildStream::inherit();

  // How long it may take to stop after SIGTERM, until SIGKILL.
  std::chrono::milliseconds grace{5'000};

  // Called once when it has ended, on the library's callback thread, as the callbacks of tokens are; what it throws is
  // contained likewise. Not called any more once the ChildProcess is destroyed.
  std::function<void(const ChildExit&)> on_exit{};
};

}  // namespace cancel
