#include "top/terminal_type.hpp"

#include <cstdlib>
#include <string>

#include "program/failure.hpp"

// Last, and here alone: this header defines many short words.
#include <curses.h>
#include <term.h>

namespace cancel::top {

namespace {

[[noreturn]] void unsuitable(const char* why) {
  const char* type = std::getenv("TERM");
  const std::string name = type == nullptr ? "" : type;
  throw program::Failure(program::ExitCode::usage,
                         "the terminal's type \"" + name + "\" (TERM) " + why + "; --once needs none");
}

}  // namespace

void check_terminal_type() {
  int found = 0;
  if (setupterm(nullptr, 1, &found) != OK || found != 1) unsuitable("is unknown");
  const char* placing = tigetstr("cup");
  if (placing == nullptr || placing == reinterpret_cast<const char*>(-1)) unsuitable("can not place a cursor");
}

}  // namespace cancel::top
