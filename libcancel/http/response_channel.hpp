#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "cancel/http/response.hpp"

namespace cancel::http {

class Connection;
class Mailbox;

// What the two sides of one response share: the program, on any thread, puts bytes in; the server's thread takes them
// out and says what became of the peer.
//
// Thread-safe, but for connection(). No callback runs while its lock is held.
class ResponseChannel : public std::enable_shared_from_this<ResponseChannel> {
 public:
  struct Peer {
    bool keep_alive;    // may the connection stay open afterwards?
    bool knows_chunks;  // HTTP/1.1
    bool wants_body;    // not for HEAD
  };

  ResponseChannel(std::shared_ptr<Mailbox> mailbox, Connection& connection, Peer peer, std::size_t max_buffered);

  // The program's side; see Exchange.
  bool respond(const Response& response);
  bool begin_stream(int status, const Headers& headers);
  bool write(std::string_view chunk);
  bool end();
  void abort();
  void abandon();
  std::size_t buffered() const;
  bool disconnected() const;
  void on_disconnect(std::function<void()> callback);

  // The side of the server's thread.
  struct Outgoing {
    std::string bytes;
    bool complete;  // nothing comes after them
    bool cut;       // drop the connection instead
  };
  Outgoing take();
  bool complete() const;
  bool keep_alive() const;
  // The system took so many bytes.
  void sent(std::size_t bytes);
  // The last byte was taken.
  void finished();
  // The peer is gone; runs the callback.
  void lost();

  // Null once the connection has nothing to do with this response any more. Of the server's thread alone.
  Connection* connection() const noexcept { return connection_; }
  void detach() noexcept { connection_ = nullptr; }

 private:
  enum class Phase { waiting, streaming, complete, over, disconnected };

  void queue(std::string_view bytes);
  void post_once(std::unique_lock<std::mutex>& lock);
  void cut(std::unique_lock<std::mutex>& lock);

  const std::shared_ptr<Mailbox> mailbox_;
  Connection* connection_;
  const std::size_t max_buffered_;
  mutable std::mutex mutex_;
  Peer peer_;
  Phase phase_ = Phase::waiting;
  bool chunked_ = false;
  bool cut_ = false;
  bool posted_ = false;
  std::string pending_;
  std::size_t buffered_ = 0;
  std::function<void()> callback_;
};

}  // namespace cancel::http
