#include "cancel/client/daemon_endpoints.hpp"

#include "cancel/client/connection_options.hpp"
#include "cancel/transport/endpoint.hpp"

namespace cancel {

DaemonEndpoints find_daemon(const std::optional<std::string>& command, const std::optional<std::string>& event) {
  try {
    Endpoints endpoints = resolve_endpoints({command, event});
    return {std::move(endpoints.command), std::move(endpoints.event)};
  } catch (const EndpointError& error) {
    throw BadEndpoint(error.what());
  }
}

}  // namespace cancel
