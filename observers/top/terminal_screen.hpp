#pragma once

#include <memory>
#include <optional>

#include "top/key.hpp"
#include "top/screen.hpp"

namespace cancel::top {

// The terminal on standard input and output, taken over as a whole while this object lives, and given back as it was.
// Ctrl-C stays a signal; Ctrl-Z gives the terminal back until the program goes on. One at a time; not thread-safe.
class TerminalScreen {
 public:
  // Throws Failure (usage) where the terminal's type is unknown, or can not place a cursor.
  explicit TerminalScreen(bool colour);
  ~TerminalScreen();
  TerminalScreen(const TerminalScreen&) = delete;
  TerminalScreen& operator=(const TerminalScreen&) = delete;

  Size size() const;
  // Writes what differs from before; all of it after `anew`.
  void draw(const Screen& screen, bool anew);
  // The next key that was pressed; never waits. A new size of the terminal is Special::redraw.
  std::optional<Key> read_key();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cancel::top
