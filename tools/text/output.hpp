#pragma once

#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace cancel::text {

// Whoever read our output has closed it ("| head"): there is nothing more to do.
class OutputClosed : public std::runtime_error {
 public:
  OutputClosed() : std::runtime_error("the output was closed") {}
};

// What the system says when output can not be written (no space left).
class OutputFailed : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Text for a file descriptor, kept until there is enough of it or flush() is called. Not thread-safe.
class Output {
 public:
  // `while_waiting` is called several times a second while the reader takes nothing; it ends the waiting by throwing,
  // and what has not been written is still there then. Without it the waiting is one call of the system.
  explicit Output(int descriptor, std::function<void()> while_waiting = {})
      : descriptor_(descriptor), while_waiting_(std::move(while_waiting)) {}
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  // Both throw OutputClosed, OutputFailed. What was not flushed when the object goes is not written.
  void write(std::string_view text);
  void flush();
  // For while there is nothing to write: throws OutputClosed when nobody reads any more. Costs one system call.
  void check_reader() const;

 private:
  void await_room() const;

  int descriptor_;
  std::function<void()> while_waiting_;
  std::string waiting_;
  std::size_t written_ = 0;  // of what is waiting
};

}  // namespace cancel::text
