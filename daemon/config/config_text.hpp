#pragma once

#include <string>

#include "config/load_config.hpp"

// The configuration as text, from the same table that it is read with.

namespace cancel::daemon {

// The effective configuration as TOML; a comment behind each value says where it comes from. Read again, it gives the
// same.
std::string effective_config(const LoadedConfig& loaded);

// The sample file: every key with what it means, what is allowed, and its default, as a comment.
std::string sample_config();

// The same as a part of the manual page, in roff.
std::string manual_of_keys();

}  // namespace cancel::daemon
