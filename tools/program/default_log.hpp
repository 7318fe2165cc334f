#pragma once

#include <string>

#include "program/settings.hpp"

namespace cancel::program {

// The log that is meant where nobody names one: that of the daemon at the endpoints of `settings`, as it says itself.
// Where none answers (within --timeout where it is given, else a second), or one that does not say it, the file in
// which a daemon that was told nothing else keeps its log: $XDG_STATE_HOME/canceld/cancel.db, else
// ~/.local/state/canceld/cancel.db. Throws Failure (no_daemon) where there is no such file either, or (usage) where
// there is neither variable nor home folder; BadEndpoint.
std::string default_log(const Settings& settings);

}  // namespace cancel::program
