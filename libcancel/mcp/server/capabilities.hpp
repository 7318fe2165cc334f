#pragma once

#include <string_view>

#include "cancel/mcp/protocol.hpp"

namespace cancel::mcp::detail {

class ServerCore;

// What the server offers, as `initialize` or server/discover tell it.
JsonText capabilities_of(const ServerCore& server, Era era, std::string_view version);

}  // namespace cancel::mcp::detail
