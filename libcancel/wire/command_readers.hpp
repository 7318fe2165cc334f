#pragma once

#include "cancel/domain/commands.hpp"
#include "parameters.hpp"

namespace cancel {

// One overload a method: sets all of `command` that its parameters say. What is wrong with them is kept in `in`.
void read(Parameters& in, CreateToken& command);
void read(Parameters& in, CancelToken& command);
void read(Parameters& in, CancelMany& command);
void read(Parameters& in, ReadStatus& command);
void read(Parameters& in, AwaitToken& command);
void read(Parameters& in, ListTokens& command);
void read(Parameters& in, ReleaseToken& command);
void read(Parameters& in, StartOperation& command);
void read(Parameters& in, MarkExecuted& command);
void read(Parameters& in, FinishOperation& command);
void read(Parameters& in, ListOperations& command);
void read(Parameters& in, OpenSession& command);
void read(Parameters& in, RenewSession& command);
void read(Parameters& in, CloseSession& command);
void read(Parameters& in, ReadEvents& command);
void read(Parameters& in, ReadStatistics& command);
void read(Parameters& in, ReadInfo& command);
void read(Parameters& in, PruneLog& command);
void read(Parameters& in, ReadResult& command);

}  // namespace cancel
