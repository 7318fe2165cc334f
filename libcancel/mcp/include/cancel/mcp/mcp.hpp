#pragma once

// Everything for authors of MCP servers.

#include "cancel/mcp/server.hpp"
#include "cancel/mcp/stdio.hpp"
#include "cancel/mcp/streamable_http.hpp"
