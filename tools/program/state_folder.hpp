#pragma once

#include <filesystem>
#include <string>

namespace cancel::program {

// Where programs keep what has to outlive them: $XDG_STATE_HOME/canceld, else ~/.local/state/canceld. It need not be
// there. A relative path counts as unset, as the XDG specification has it. Throws Failure (usage) where there is
// neither variable nor home folder: `what` has no default place then, and `instead` is what the user can do.
std::filesystem::path state_folder(const std::string& what, const std::string& instead);

}  // namespace cancel::program
