#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cancel/transport/endpoint.hpp"

namespace cancel::transport {

// Checks `endpoint` and returns it as libzmq is to have it. Throws EndpointError.
std::string checked_endpoint(const std::string& endpoint, EndpointUse use);

// The path of an ipc endpoint; empty for any other.
std::optional<std::string> ipc_path(std::string_view endpoint);

bool is_tcp(std::string_view endpoint);
bool is_ipv6(std::string_view endpoint);

// Whether both name the same place. Two that ask for any free port do not.
bool same_place(const std::string& left, const std::string& right);

}  // namespace cancel::transport
