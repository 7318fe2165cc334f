#include "connection.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "response_text.hpp"
#include "server_loop.hpp"

namespace cancel::http {
namespace {

using std::chrono::milliseconds;

// How long, and for how many bytes, a peer may go on sending after its last response.
constexpr milliseconds closing_time{2'000};
constexpr std::size_t closing_bytes = 16 * 1024 * 1024;

bool would_block(int error) {
  return error == EAGAIN || error == EWOULDBLOCK || error == EINTR;
}

}  // namespace

Connection::Connection(ServerLoop& loop, Accepted accepted)
    : loop_(loop),
      socket_(std::move(accepted.socket)),
      address_(std::move(accepted.address)),
      port_(accepted.port),
      parser_(loop.limits()),
      readable_(loop.base(), socket_.get(), EV_READ | EV_PERSIST, [this] { loop_.run(*this, [&] { on_readable(); }); }),
      writable_(loop.base(), socket_.get(), EV_WRITE, [this] { loop_.run(*this, [&] { on_writable(); }); }),
      deadline_(loop.base(), -1, 0, [this] { loop_.run(*this, [&] { on_deadline(); }); }) {
  readable_.arm();
  deadline_.arm(loop_.options().request_timeout);
}

Connection::~Connection() = default;

void Connection::on_readable() {
  if (closed()) return;
  const auto buffer = loop_.read_buffer();
  const auto count = ::recv(socket_.get(), buffer.data(), buffer.size(), 0);
  if (count > 0) return take_input({buffer.data(), static_cast<std::size_t>(count)});
  if (count == 0) return on_end_of_input();
  if (!would_block(errno)) close();
}

void Connection::take_input(std::string_view bytes) {
  switch (stage_) {
    case Stage::reading:
      return parse(bytes);
    case Stage::answering:
      unread_.append(bytes);
      if (unread_.size() > loop_.options().max_header_bytes + loop_.options().max_body_bytes) drop();
      return;
    case Stage::closing:
      thrown_away_ += bytes.size();
      if (thrown_away_ > closing_bytes) drop();
      return;
    case Stage::closed:
      return;
  }
}

void Connection::parse(std::string_view bytes) {
  if (!parser_.started()) deadline_.arm(loop_.options().request_timeout);
  const std::size_t used = parser_.feed(bytes);
  if (parser_.failed()) return refuse(parser_.status(), parser_.reason());
  if (parser_.complete()) {
    unread_.assign(bytes.substr(used));
    return dispatch();
  }
  if (parser_.take_expectation()) send("HTTP/1.1 100 Continue\r\n\r\n");
}

void Connection::dispatch() {
  deadline_.disarm();
  stage_ = Stage::answering;
  answer_complete_ = false;
  const bool keep_alive = parser_.keep_alive();
  const bool knows_chunks = parser_.knows_chunks();
  Request request = parser_.take();
  parser_ = RequestParser(loop_.limits());
  request.remote_address = address_;
  request.remote_port = port_;
  channel_ = loop_.make_channel(*this, {keep_alive, knows_chunks, request.method != "HEAD"});
  loop_.handle(std::move(request), channel_);
  // A peer that sent its requests and closed its side at once is served as long as the answers come at once.
  if (input_ended_ && channel_ && !channel_->complete()) close();
}

void Connection::on_end_of_input() {
  input_ended_ = true;
  readable_.disarm();  // it would report the end again and again
  const bool answered = stage_ == Stage::answering && channel_->complete();
  const bool still_sending = stage_ == Stage::closing && !output_.empty();
  if (!answered && !still_sending) close();
}

void Connection::refuse(int status, std::string_view reason) {
  stage_ = Stage::closing;
  deadline_.arm(loop_.options().stalled_write_timeout);
  send(closing_response(status, reason));
}

void Connection::answer() {
  if (stage_ != Stage::answering) return;
  auto outgoing = channel_->take();
  if (outgoing.cut) return drop();
  answer_complete_ = outgoing.complete;
  if (answer_complete_) deadline_.arm(loop_.options().stalled_write_timeout);
  send(std::move(outgoing.bytes));
}

void Connection::send(std::string bytes) {
  if (output_.empty()) {
    output_ = std::move(bytes);
  } else {
    output_.erase(0, std::exchange(sent_, 0));
    output_ += bytes;
  }
  flush();
}

void Connection::on_writable() {
  if (!closed()) flush();
}

void Connection::flush() {
  while (!closed() && sent_ < output_.size()) {
    if (!send_some()) return;
  }
  if (closed()) return;
  std::string().swap(output_);  // an idle stream holds no memory for its last message
  sent_ = 0;
  on_all_sent();
}

bool Connection::send_some() {
  const auto count = ::send(socket_.get(), output_.data() + sent_, output_.size() - sent_, MSG_NOSIGNAL);
  if (count < 0) {
    if (would_block(errno)) {
      writable_.arm();
    } else {
      close();
    }
    return false;
  }
  sent_ += static_cast<std::size_t>(count);
  if (stage_ == Stage::answering) channel_->sent(static_cast<std::size_t>(count));
  if (answer_complete_ || stage_ == Stage::closing) deadline_.arm(loop_.options().stalled_write_timeout);
  return true;
}

void Connection::on_all_sent() {
  if (stage_ == Stage::answering && answer_complete_)
    finish_answer();
  else if (stage_ == Stage::closing)
    begin_closing();
}

void Connection::finish_answer() {
  const auto channel = std::exchange(channel_, nullptr);
  channel->detach();
  channel->finished();
  answer_complete_ = false;
  if (channel->keep_alive() && (!input_ended_ || !unread_.empty()))
    begin_reading();
  else
    begin_closing();
}

void Connection::begin_reading() {
  stage_ = Stage::reading;
  deadline_.arm(loop_.options().keep_alive_timeout);
  if (!unread_.empty()) parse(std::exchange(unread_, {}));
  if (input_ended_ && stage_ == Stage::reading) close();
}

void Connection::begin_closing() {
  stage_ = Stage::closing;
  std::string().swap(unread_);
  if (input_ended_) return close();
  ::shutdown(socket_.get(), SHUT_WR);
  deadline_.arm(closing_time);
}

void Connection::on_deadline() {
  if (stage_ == Stage::reading && parser_.started()) return refuse(408, "the request took too long");
  if (stage_ == Stage::answering) return drop();
  close();
}

void Connection::drop() {
  if (closed()) return;
  const linger at_once{1, 0};
  (void)::setsockopt(socket_.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  close();
}

void Connection::close() {
  if (std::exchange(stage_, Stage::closed) == Stage::closed) return;
  readable_.disarm();
  writable_.disarm();
  deadline_.disarm();
  socket_.reset();
  loop_.bury(*this);
  const auto channel = std::exchange(channel_, nullptr);
  if (!channel) return;
  channel->detach();
  channel->lost();
}

}  // namespace cancel::http
