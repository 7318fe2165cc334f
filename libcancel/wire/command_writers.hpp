#pragma once

#include "cancel/domain/commands.hpp"
#include "json_writer.hpp"

namespace cancel {

// One overload a method: writes all that `command` says as members of `params`, for command_readers.hpp to read. What
// is empty or the default is left out. The place where a list goes on is the caller's to write.
void write_params(JsonWriter& out, const CreateToken& command);
void write_params(JsonWriter& out, const CancelToken& command);
void write_params(JsonWriter& out, const CancelMany& command);
void write_params(JsonWriter& out, const ReadStatus& command);
void write_params(JsonWriter& out, const AwaitToken& command);
void write_params(JsonWriter& out, const ListTokens& command);
void write_params(JsonWriter& out, const ReleaseToken& command);
void write_params(JsonWriter& out, const StartOperation& command);
void write_params(JsonWriter& out, const MarkExecuted& command);
void write_params(JsonWriter& out, const FinishOperation& command);
void write_params(JsonWriter& out, const ListOperations& command);
void write_params(JsonWriter& out, const OpenSession& command);
void write_params(JsonWriter& out, const RenewSession& command);
void write_params(JsonWriter& out, const CloseSession& command);
void write_params(JsonWriter& out, const ReadEvents& command);
void write_params(JsonWriter& out, const ReadStatistics& command);
void write_params(JsonWriter& out, const ReadInfo& command);
void write_params(JsonWriter& out, const PruneLog& command);
void write_params(JsonWriter& out, const ReadResult& command);

}  // namespace cancel
