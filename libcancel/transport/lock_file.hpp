#pragma once

#include <string>

#include "cancel/transport/file_descriptor.hpp"

namespace cancel::transport {

// Locks the file at `path`, making it if needed, until the returned descriptor is closed; it holds our process id for
// those who find it locked. Throws on behalf of `endpoint`: EndpointInUse where somebody else has it, EndpointError
// where it can't be opened. Does not block.
FileDescriptor take_lock(const std::string& endpoint, const std::string& path);

// Takes the process id out of the file, so that the next holder is not mistaken for us, and gives the lock back.
void give_back(FileDescriptor lock);

}  // namespace cancel::transport
