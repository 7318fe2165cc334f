#include "program/printing.hpp"

#include <unistd.h>

#include "text/output.hpp"

namespace cancel::program {

void print(const std::string& text) {
  text::Output output(STDOUT_FILENO);
  output.write(text);
  output.flush();
}

}  // namespace cancel::program
