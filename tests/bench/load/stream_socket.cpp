#include "stream_socket.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>

namespace cancel::load {
namespace {

constexpr std::size_t most_at_once = 64 * 1024;
constexpr int longest_wait_ms = 10'000;

[[noreturn]] void fail(const char* what) {
  throw std::runtime_error(std::string(what) + ": " + std::strerror(errno));
}

bool would_block() {
  return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

}  // namespace

StreamSocket::StreamSocket(std::uint16_t port) : descriptor_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int on = 1;
  const bool connected = connect(descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
                         setsockopt(descriptor_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) == 0 &&
                         fcntl(descriptor_, F_SETFL, O_NONBLOCK) == 0;
  if (connected) return;
  close(descriptor_);
  fail("connect");
}

StreamSocket::~StreamSocket() {
  close(descriptor_);
}

void StreamSocket::flush() {
  if (output_.empty()) return;
  const ssize_t sent = ::send(descriptor_, output_.data(), output_.size(), MSG_NOSIGNAL);
  if (sent < 0 && !would_block()) fail("send");
  if (sent > 0) output_.erase(0, static_cast<std::size_t>(sent));
}

void StreamSocket::fill() {
  input_.erase(0, used_);
  used_ = 0;
  const std::size_t before = input_.size();
  input_.resize(before + most_at_once);
  const ssize_t got = recv(descriptor_, input_.data() + before, most_at_once, 0);
  const int error = errno;
  input_.resize(before + (got > 0 ? static_cast<std::size_t>(got) : 0));
  errno = error;
  if (got == 0) throw std::runtime_error("the server closed the connection");
  if (got < 0 && !would_block()) fail("recv");
}

void StreamSocket::wait() const {
  pollfd readable{descriptor_, POLLIN, 0};
  if (poll(&readable, 1, longest_wait_ms) == 0) throw std::runtime_error("the server has not answered for 10 s");
}

}  // namespace cancel::load
