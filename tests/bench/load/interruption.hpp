#pragma once

namespace cancel::load {

// SIGINT, SIGTERM and SIGHUP are remembered instead of ending the program, so that the servers and folders it made go
// away. Call once, at the start of main().
void catch_interruption();
// The signal that came, else 0. Any thread.
int interruption();

}  // namespace cancel::load
