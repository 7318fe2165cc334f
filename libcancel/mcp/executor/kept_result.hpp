#pragma once

#include <optional>
#include <string>

#include "cancel/domain/replies.hpp"
#include "executor/operation_record.hpp"

namespace cancel::mcp {

// What is kept of an operation in the log's file, as the text of its result: who may see it, and how it ended. A result
// that is too large for the log is left out, and that is said.
std::string kept_text(const OperationStatus& begun, const OperationEnd& end);

// The status that such a text, found in the log under that id, tells. Empty: it is none of an executor, or belongs to
// somebody else than `owner`.
std::optional<OperationStatus> status_from_kept(const std::string& id, const ResultReply& found,
                                                const std::string& owner);

}  // namespace cancel::mcp
