#pragma once

#include <memory>
#include <optional>

#include "cancel/client/operation.hpp"
#include "cancel/mcp/request_context.hpp"
#include "cancel/mcp/session.hpp"

namespace cancel::mcp::detail {

class PeerProfile;

// In which era a request is to be understood: by its own words, else by `initialize`, else as the session is; plain
// requests of a session that has said nothing yet are legacy.
Era era_of(const Json& message, std::string_view method, const PeerProfile& peer);

// What a request says of itself, in either era. Throws McpError where it does not say what its era demands, or where
// the session is of the other era alone.
void read_facts(RequestFacts& facts, const PeerProfile& peer, std::optional<Era> only);

// What the log is told of it: labels, what it hangs under besides its session, its tool and times.
OperationOptions operation_of(const RequestFacts& facts, const std::string& transport);

// At most 1,024 bytes, as labels want them; empty where it is not UTF-8.
std::optional<std::string> label_of(std::string_view text);

}  // namespace cancel::mcp::detail
