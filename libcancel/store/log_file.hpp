#pragma once

#include <cstdint>
#include <string>

// What the filesystem says of a log's file before SQLite looks at it. All throw LogUnusable.

namespace cancel {

// `path` as an absolute path with all links resolved, also where the last one leads to a file that is not there yet:
// two names of one file must give one path, because the lock stands beside it.
std::string canonical_log_path(const std::string& path);

// Checks that the folder of `path` exists and can be written.
void require_writable_folder(const std::string& path);

// Checks an existing file: that it is a regular file which its mode and the system let us write, and that it did not
// lose its content while its write-ahead log is still there. True: there is a log to open; false: a new one is to be
// made.
bool holds_log(const std::string& path);

// In bytes; 0 where there is no such file.
std::uint64_t file_size(const std::string& path);

// Makes the file's name in its folder durable.
void sync_folder_of(const std::string& path);

}  // namespace cancel
