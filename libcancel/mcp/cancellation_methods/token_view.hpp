#pragma once

#include "cancel/mcp/executor.hpp"
#include "cancellation_methods/cancellation_methods.hpp"
#include "cancellation_methods/token_book.hpp"

namespace cancel::mcp {

// What callers are shown: {"id","cancelled","reason"?,"cause"?,"requestedBy"?,"state","kind","createdAt",…}. `kind` is
// "token", "request" or "operation".
JsonText view_of(const BookedToken& token);
JsonText view_of(const VisibleCall& call);
JsonText view_of(const OperationStatus& operation);

}  // namespace cancel::mcp
