#include <catch2/catch.hpp>

#include <string_view>

#include "cancel/mcp/incoming_requests.hpp"

using namespace cancel;
using namespace cancel::mcp;

namespace {

struct Row {
  std::string_view reason;
  Cause cause;
};

constexpr Row table[] = {
    {"", Cause::user_requested},
    {"wrong query", Cause::user_requested},
    {"User requested cancellation", Cause::user_requested},
    {"Cancelled by user while waiting for the timeout", Cause::user_requested},
    {"AbortError: This operation was aborted", Cause::user_requested},
    {"AbortError: The user aborted a request.", Cause::user_requested},
    {"interrupted", Cause::user_requested},
    {"McpError: MCP error -32001: Request timed out", Cause::timeout},
    {"Request timed out", Cause::timeout},
    {"REQUEST TIMED OUT", Cause::timeout},
    {"Error: MCP error -32001: Maximum total timeout exceeded", Cause::timeout},
    {"Maximum total timeout exceeded", Cause::timeout},
    {"timeout", Cause::timeout},
    {"TimeoutError: The operation was aborted due to timeout", Cause::timeout},
    {"context deadline exceeded", Cause::timeout},
    {"I mistyped the deadline", Cause::user_requested},
    {"client closed", Cause::client_disconnected},
    {"Connection closed", Cause::client_disconnected},
    {"the client disconnected", Cause::client_disconnected},
    {"host is shutting down", Cause::client_disconnected},
    {"superseded by a newer request", Cause::superseded},
    {"the parent was cancelled", Cause::parent_cancelled},
};

}  // namespace

TEST_CASE("the reason tells a client's time-out and its going away from what a user wants", "[requests]") {
  for (const Row& row : table) {
    INFO(row.reason);
    CHECK(to_string(cause_of_reason(row.reason)) == to_string(row.cause));
  }
}
