#pragma once

#include "executor/operation_record.hpp"

namespace cancel::mcp {

// Runs the work, unless it is cancelled already, and says how it ended.
OperationEnd carry_out(const Executor::Task& work, RunningOperation& operation);

// The same as the log calls it.
Outcome outcome_of(const OperationEnd& end);

}  // namespace cancel::mcp
