#pragma once

#include <functional>
#include <optional>
#include <string>

#include "cancel/domain/names.hpp"

namespace cancel {

// Is told now and then how far a check has come.
using CheckProgress = std::function<void(Position done, Position head)>;

// Looks at everything in a log that can be wrong without knowing what its events mean: whose file it is, its version,
// all pages and indexes, that positions have no holes, that each event decodes and fits its checksum, that each token's
// events are chained and numbered 1, 2, 3 …, and that its row stands at the last one. Returns the first fault as one
// sentence, or nothing. Works while a daemon writes; sees one moment. Cost: that of reading the file twice.
// Throws LogError where the system fails.
std::optional<std::string> check_structure(const std::string& path, const CheckProgress& progress = {});

}  // namespace cancel
