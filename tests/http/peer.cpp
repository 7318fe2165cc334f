#include "peer.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <stdexcept>
#include <system_error>
#include <thread>
#include <utility>

namespace cancel::http::testing {
namespace {

[[noreturn]] void fail(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

void connect_to(int socket, const std::string& host, std::uint16_t port) {
  int result = 0;
  if (host.find(':') != std::string::npos) {
    sockaddr_in6 address{};
    address.sin6_family = AF_INET6;
    address.sin6_port = htons(port);
    ::inet_pton(AF_INET6, host.c_str(), &address.sin6_addr);
    result = ::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address);
  } else {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    ::inet_pton(AF_INET, host.c_str(), &address.sin_addr);
    result = ::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address);
  }
  if (result != 0) fail("connect");
}

}  // namespace

bool eventually(const std::function<bool()>& condition) {
  const auto end = std::chrono::steady_clock::now() + patience;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds{1});
  }
  return true;
}

Peer::Peer(std::uint16_t port, int receive_buffer, const std::string& host)
    : socket_(::socket(host.find(':') == std::string::npos ? AF_INET : AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  if (socket_ < 0) fail("socket");
  if (receive_buffer > 0) ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
  const int on = 1;
  ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  connect_to(socket_, host, port);
}

Peer::Peer(Peer&& other) noexcept : socket_(std::exchange(other.socket_, -1)), received_(std::move(other.received_)) {}

void Peer::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto count = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count < 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
}

void Peer::send_slowly(std::string_view bytes) {
  for (const char c : bytes) send({&c, 1});
}

Answer Peer::answer(bool to_head) {
  Answer answer;
  try {
    answer.head = read_until("\r\n\r\n");
    if (!to_head && answer.head.find("\r\nTransfer-Encoding: chunked") != std::string::npos) {
      answer.body = take_chunks();
    } else if (const auto length = answer.head.find("\r\nContent-Length: "); !to_head && length != std::string::npos) {
      answer.body = take(std::stoul(answer.head.substr(length + 18)));
    }
    answer.status = std::stoi(answer.head.substr(9, 3));
  } catch (const std::out_of_range&) {  // the connection ended
  }
  return answer;
}

std::string Peer::read_until(std::string_view end) {
  std::size_t found = 0;
  while ((found = received_.find(end)) == std::string::npos) {
    if (!read_more()) throw std::out_of_range("the connection ended after: " + received_);
  }
  return take(found + end.size());
}

std::string Peer::read_all() {
  while (read_more()) {
  }
  return std::exchange(received_, {});
}

bool Peer::read_more() {
  pollfd polled{socket_, POLLIN, 0};
  const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(patience).count();
  if (::poll(&polled, 1, static_cast<int>(milliseconds)) != 1) {
    throw std::runtime_error("nothing came for too long, after: " + received_.substr(0, 1000));
  }
  std::array<char, 16384> buffer;
  const auto count = ::recv(socket_, buffer.data(), buffer.size(), 0);
  if (count <= 0) return false;
  received_.append(buffer.data(), static_cast<std::size_t>(count));
  return true;
}

std::string Peer::take(std::size_t length) {
  while (received_.size() < length) {
    if (!read_more()) throw std::out_of_range("the connection ended");
  }
  std::string taken = received_.substr(0, length);
  received_.erase(0, length);
  return taken;
}

std::string Peer::take_chunks() {
  std::string body;
  for (;;) {
    const std::size_t size = std::stoul(read_until("\r\n"), nullptr, 16);
    body += take(size);
    take(2);
    if (size == 0) return body;
  }
}

void Peer::close_sending() {
  ::shutdown(socket_, SHUT_WR);
}

void Peer::close() {
  if (socket_ >= 0) ::close(std::exchange(socket_, -1));
}

void Peer::reset() {
  const linger at_once{1, 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  close();
}

}  // namespace cancel::http::testing
