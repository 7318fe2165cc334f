#pragma once

#include <string>

namespace cancel::transport {

// Makes `folder` with mode 0700, or gives that mode to the one that is there, if it is ours: what stands in it is as safe
// as the folder. Refuses another user's, and what is no folder. Throws EndpointError on behalf of `endpoint`. Does not make the folders above it.
void ensure_private_folder(const std::string& endpoint, const std::string& folder);

}  // namespace cancel::transport
