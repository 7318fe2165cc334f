#pragma once

namespace cancel::program {

// Where standard input, output or error is closed, nothing takes its place: otherwise the next file or socket that is
// opened would, and what is printed would land in it. Reading and writing fail as on a closed one. To be called before
// anything else is opened.
void keep_standard_streams();

}  // namespace cancel::program
