// Takes accept4(2) over for the whole program: where this process has no file descriptor left, the caller is told that the
// system has none (ENFILE). libzmq 4.3.4 waits and tries again after ENFILE, but aborts the process after EMFILE on an ipc
// listener, so that anybody who opens enough connections could stop the daemon.

#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

extern "C" int accept4(int listener, sockaddr* address, socklen_t* length, int flags) {
  const auto accepted = static_cast<int>(::syscall(SYS_accept4, listener, address, length, flags));
  if (accepted < 0 && errno == EMFILE) errno = ENFILE;
  return accepted;
}
