#pragma once

#include "cancel/domain/views.hpp"
#include "json_writer.hpp"

namespace cancel {

// The members of a token as cancellation/status and cancellation/list show it, in the contract's order, up to where a
// status has its operations; close_token() writes those behind them. The object around them is the caller's.
void open_token(JsonWriter& out, const TokenView& token);
void close_token(JsonWriter& out, const TokenView& token);

// An item of operation/list, as an object.
void write_operation(JsonWriter& out, const OperationView& operation);

}  // namespace cancel
