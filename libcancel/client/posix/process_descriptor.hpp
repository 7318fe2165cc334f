#pragma once

#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#include "cancel/posix/file_descriptor.hpp"

namespace cancel::posix {

// The system calls about pidfds, which become readable when their process ends. The header <sys/pidfd.h> of glibc 2.36
// is not for C++.

// Closed on exec. Empty, and errno set, where there is none to be had.
inline FileDescriptor open_process(pid_t process) {
  return FileDescriptor(static_cast<int>(::syscall(SYS_pidfd_open, process, 0)));
}

inline bool send_signal(const FileDescriptor& process, int signal) {
  return ::syscall(SYS_pidfd_send_signal, process.get(), signal, nullptr, 0) == 0;
}

}  // namespace cancel::posix
