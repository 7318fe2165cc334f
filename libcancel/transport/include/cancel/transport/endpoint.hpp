#pragma once

#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

// Where the daemon listens and its clients connect.
//
//   ipc://PATH          a socket file; its path has 107 bytes at most
//   tcp://HOST:PORT     loopback only (127.0.0.0/8, [::1], localhost): other hosts need CURVE keys, which there are
//   none of tcp://127.0.0.1:*   any free port, for those who bind

namespace cancel {

// An endpoint that can't be used. what() is one sentence that names the endpoint and the fault.
class EndpointError : public std::runtime_error {
 public:
  EndpointError(const std::string& endpoint, const std::string& fault) : runtime_error(endpoint + ": " + fault) {}
};

// Somebody else listens there already.
class EndpointInUse : public EndpointError {
 public:
  using EndpointError::EndpointError;
};

struct Endpoints {
  std::string command;
  std::string event;
};

// What was said explicitly; an empty optional says nothing.
struct EndpointOverrides {
  std::optional<std::string> command;
  std::optional<std::string> event;
};

enum class EndpointUse { connect, bind };

// The value of an environment variable, by name. An empty value counts as unset, as the XDG specification has it.
using Environment = std::function<std::optional<std::string>(const char* name)>;
std::optional<std::string> process_environment(const char* name);

// The endpoints that the daemon and every client use. For each of the two the first that is there counts: the flag,
// CANCEL_COMMAND_ENDPOINT or CANCEL_EVENT_ENDPOINT, the configuration, the default (ipc sockets named "command" and
// "event" in the last of default_folders()). "localhost" becomes 127.0.0.1. Throws EndpointError when one of them is
// not an endpoint of the forms above, or when both are the same.
Endpoints resolve_endpoints(const EndpointOverrides& flags = {}, EndpointUse use = EndpointUse::connect,
                            const Environment& environment = process_environment,
                            const EndpointOverrides& configured = {});

// The folders of the default sockets that are made when they are missing, outermost first: "canceld" in
// XDG_RUNTIME_DIR, else in /run/user/UID where that is a folder of ours, else in /tmp/canceld-UID, which is then made,
// too. An XDG_RUNTIME_DIR that is no absolute path counts as unset.
std::vector<std::string> default_folders(const Environment& environment = process_environment);

}  // namespace cancel
