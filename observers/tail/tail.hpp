#pragma once

#include "program/failure.hpp"
#include "tail/stop_signals.hpp"
#include "tail/tail_options.hpp"

namespace cancel::tail {

// Follows the events as `options`, which have passed check(), say. Throws Failure, and what programs throw.
//
// `stop`: null where a signal may end the process at once; needed where it reacts, or remembers.
program::ExitCode tail(const TailOptions& options, StopSignals* stop);

}  // namespace cancel::tail
