#pragma once

namespace cancel::top {

// Throws Failure (usage) where the terminal's type, TERM, is unknown or can not place a cursor.
void check_terminal_type();

}  // namespace cancel::top
