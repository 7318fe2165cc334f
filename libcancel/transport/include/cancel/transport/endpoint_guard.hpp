#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "cancel/transport/endpoint.hpp"
#include "cancel/transport/file_descriptor.hpp"

namespace cancel {

// The sole right to listen on an endpoint, for as long as it lives.
//
// libzmq removes whatever file is in the way of an ipc endpoint, so that a second daemon would silently take the first
// one's clients. Therefore a file PATH.lock beside the socket is locked, the socket itself is tried, and it is bound
// here and not by libzmq. The kernel frees the lock when its holder dies; the socket that such a holder leaves behind
// is removed by the next one. A file that is not a socket is never removed.
//
// For tcp it does nothing: there the kernel refuses a second one who binds.
// Not thread-safe.
class EndpointGuard {
 public:
  // Takes `endpoint`, which resolve_endpoints() has checked. Where the socket belongs into the last of `own_folders`,
  // these are made with mode 0700 if they are missing; one that is another user's, or that others have access to, is an
  // error. Other folders must be there. Throws EndpointInUse, which names the process that has it, and EndpointError.
  explicit EndpointGuard(std::string endpoint, const std::vector<std::string>& own_folders = default_folders());

  // Removes the socket file, if it is still the one that listen() made, and gives the lock back. The lock's file stays:
  // to remove it would let two others lock two different files of that name.
  ~EndpointGuard();
  EndpointGuard(EndpointGuard&& other) noexcept;
  EndpointGuard& operator=(EndpointGuard&&) = delete;

  const std::string& endpoint() const { return endpoint_; }

  // Binds the socket file and listens on it, without blocking; from here on clients can connect. For tcp: empty. Call
  // it once. Throws EndpointInUse when a program that does not know the lock was faster, and EndpointError.
  FileDescriptor listen();

 private:
  struct FileIdentity {
    dev_t device;
    ino_t file;
  };

  void remember_file();

  std::string endpoint_;
  std::string path_;  // empty for tcp
  FileDescriptor lock_;
  std::optional<FileIdentity> file_;
};

}  // namespace cancel
