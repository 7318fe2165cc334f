#pragma once

#include <memory>
#include <string>

#include "cancel/store/sqlite_event_log.hpp"
#include "connection.hpp"

// The one connection that writes, from path to ready. The caller holds the log's lock.

namespace cancel {

// Opens the log at `path`, or makes it where `present` is false; checks whose file it is, its version and its pages;
// migrates it. Throws LogUnusable.
std::unique_ptr<Connection> open_writer(const std::string& path, const OpenOptions& options, bool present);

}  // namespace cancel
