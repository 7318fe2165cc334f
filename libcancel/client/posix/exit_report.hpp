#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

#include "cancel/posix/child_exit.hpp"
#include "cancel/posix/file_descriptor.hpp"
#include "cancel/token/cancellation_callback.hpp"
#include "cancel/token/cancellation_source.hpp"
#include "deadline.hpp"

namespace cancel::posix {

// How a child ended, once that is known, and who wants to be told. Thread-safe, but for forget_callback().
class ExitReport : public std::enable_shared_from_this<ExitReport> {
 public:
  using Callback = std::function<void(const ChildExit&)>;

  explicit ExitReport(Callback callback);

  // To be called once. Runs nothing of the user's on this thread.
  void publish(const ChildExit& exit);

  // Empty: not known in time.
  std::optional<ChildExit> wait(std::optional<std::chrono::nanoseconds> timeout);

  // Becomes readable when it is known. Throws std::system_error.
  int descriptor();

  // Afterwards the callback does not run, nor will it, unless this is called from inside it. Called by the owner.
  void forget_callback();

 private:
  // Runs the user's callback and destroys it, on the callback thread.
  struct Call {
    ExitReport* report;
    void operator()() const;
  };

  std::mutex lock_;
  std::condition_variable known_;
  std::optional<ChildExit> exit_;
  FileDescriptor descriptor_;
  const bool has_callback_;
  Callback callback_;
  // Cancelled to run the callback: what tokens promise about theirs holds for this one then.
  CancellationSource caller_;
  std::optional<CancellationCallback<Call>> call_;
};

}  // namespace cancel::posix
