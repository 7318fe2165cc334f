#pragma once

#include <string>

namespace cancel::program {

// Where a daemon that was told nothing else keeps its log: $XDG_STATE_HOME/canceld/cancel.db, else
// ~/.local/state/canceld/cancel.db. Throws Failure where there is neither variable nor home folder.
std::string default_log();

}  // namespace cancel::program
