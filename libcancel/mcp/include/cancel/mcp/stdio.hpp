#pragma once

#include "cancel/mcp/server.hpp"

namespace cancel::mcp {

struct StdioOptions {
  int input = 0;
  int output = 1;
  bool handle_signals = true;           // SIGTERM, SIGINT, SIGHUP end it; else only the end of the input does
  bool end_with_parent = true;          // also when the process that started it dies without closing the pipe
  Millis stop_within{1'500};            // for handlers, at the end: clients give 2 s before SIGTERM
  std::size_t max_message = 16 << 20;   // bytes in one line; a longer one is answered with an error and skipped
  std::size_t max_unread = 64 << 20;    // bytes that the peer leaves unread, until it counts as gone
};

// Serves one peer over stdin and stdout, a message a line, until the input ends, a signal comes or the parent dies; then
// cancels all calls, waits for them up to stop_within, and returns the exit code for main(): 0, however it was told to end; 1 where
// the pipes failed. Reads while tools run. Whatever handlers print to stdout by mistake goes to stderr while it runs, where `output` is 1.
// Handlers that have not stopped by then are left running: return from main() by std::_Exit or serve_stdio_and_exit().
int serve_stdio(Server& server, StdioOptions options = {});

// The same, and ends the process: flushes stdio and the client of canceld, and leaves no handler's thread or child behind.
[[noreturn]] void serve_stdio_and_exit(Server& server, StdioOptions options = {});

}  // namespace cancel::mcp
