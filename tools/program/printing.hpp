#pragma once

#include <string>

namespace cancel::program {

// Prints `text` on stdout, all of it before it returns: for what a program says once, such as its help. Throws
// text::OutputClosed, text::OutputFailed.
void print(const std::string& text);

}  // namespace cancel::program
