#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "cancel/store/log_unusable.hpp"

namespace cancel {

// Is told now and then how many of the file's pages are copied.
using BackupProgress = std::function<void(std::size_t done, std::size_t total)>;

// Copies the log at `source` to the new file `target`, as it is at one moment, while a daemon may be writing it. The
// source is not changed. When this returns, `target` is durable and a log like any other; before, it is empty, and
// after a failure it is gone. Throws LogUnusable, which names the file that it is about; also where `target` exists.
void backup(const std::string& source, const std::string& target, const BackupProgress& progress = {});

}  // namespace cancel
