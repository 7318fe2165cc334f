#pragma once

#include <cancel/mcp/mcp.hpp>

#include "side_file.hpp"

namespace demo {

// The tools to try cancellation with: echo, coop, stubborn, longRunning, shell.
void add_work_tools(cancel::mcp::Server& server, SideFile& side_file);

// What the official conformance suites ask a server for, so that they can run.
void add_content_fixtures(cancel::mcp::Server& server);   // tools that give contents, progress, logs
void add_question_fixtures(cancel::mcp::Server& server);  // tools that ask the client, in the legacy era
void add_round_fixtures(cancel::mcp::Server& server);     // the same in rounds, in the modern era
void add_task_fixtures(cancel::mcp::Server& server);      // tools that become tasks
void add_resource_fixtures(cancel::mcp::Server& server);
void add_prompt_fixtures(cancel::mcp::Server& server);

// A 1×1 picture and a silent sound, in base64.
inline constexpr std::string_view red_dot =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==";
inline constexpr std::string_view silence = "UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQAAAAA=";

}  // namespace demo
