#pragma once

#include "cancel/domain/views.hpp"
#include "json_reader.hpp"

namespace cancel {

// A reference as the daemon writes it, with its namespace.
void read_members(FieldReader& in, TokenName& name);

// The members of a token that cancellation/status and cancellation/list have in common.
void read_members(FieldReader& in, TokenView& token);

// An item of operation/list.
void read_members(FieldReader& in, OperationView& operation);

}  // namespace cancel
