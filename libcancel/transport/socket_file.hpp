#pragma once

#include <string>

#include "cancel/transport/file_descriptor.hpp"

namespace cancel::transport {

// Makes way for a socket file: removes one that nobody listens on. Throws EndpointInUse where somebody does, and
// EndpointError where the file is not a socket or can't be removed. `endpoint` is for the messages.
void remove_stale_socket(const std::string& endpoint, const std::string& path);

// A socket that listens at `path`, where nothing may be. Throws EndpointInUse, EndpointError.
FileDescriptor listen_at(const std::string& endpoint, const std::string& path);

}  // namespace cancel::transport
