#pragma once

#include "cancel/posix/interruptible.hpp"
#include "deadline.hpp"

namespace cancel::posix {

// The errno of now, as a result.
IoResult failure(std::size_t count = 0);

// poll(), up to a deadline.
IoResult wait_for(const CancellationToken& token, std::span<pollfd> descriptors, Deadline& deadline,
                  const sigset_t* mask = nullptr);

// Waits until `descriptor` is ready for `events`, or has an error to tell: `done`.
IoResult wait_for(const CancellationToken& token, int descriptor, short events, Deadline& deadline);

// Whether it is now.
bool is_ready(int descriptor, short events);

// Whether the call that set errno would have had to wait.
bool would_wait();

}  // namespace cancel::posix
