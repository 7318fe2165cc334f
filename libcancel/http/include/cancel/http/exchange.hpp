#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "cancel/http/response.hpp"

namespace cancel::http {

class ResponseChannel;

// The answering side of one request: a whole response, or a stream that stays open for as long as wanted.
//
//     waiting ── respond() ──────────────────────► answered
//        └────── begin_stream() ─► streaming ── end() ──┘        (in each: the peer may go away → disconnected)
//
// Thread-safe. No call waits for the peer: bytes are queued, and the server's thread sends them in their order. It may
// outlive the Server; then it is disconnected.
//
// When the last reference goes before respond() or begin_stream(), the peer gets 500. When it goes before end(), the
// connection is cut, so that the peer sees that the stream is not whole.
class Exchange {
 public:
  explicit Exchange(std::shared_ptr<ResponseChannel> channel);
  ~Exchange();
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  // Answers. False, and nothing happens, when the exchange is not waiting any more.
  bool respond(const Response& response);

  // Sends the head of a stream at once. False, and nothing happens, when the exchange is not waiting any more.
  bool begin_stream(int status, const Headers& headers);
  // Sends more of the stream. False when no stream is open, and when the peer went away: `chunk` is dropped. A write
  // that finds more than ServerOptions::max_buffered bytes waiting takes the peer for dead, and drops the connection.
  bool write(std::string_view chunk);
  // Ends the stream. False when none is open.
  bool end();

  // Cuts the connection, whatever was answered. Does nothing when the response has been sent.
  void abort();

  // Bytes that were given but not yet taken by the peer's side of the system.
  std::size_t buffered() const;
  // Whether the peer went away, or the server was stopped, before the last byte of the response was taken.
  bool disconnected() const;

  // Calls `callback` once, as soon as the exchange is disconnected, on the server's thread; where it is disconnected
  // already, at once on this one. Never when the response was sent. A second callback replaces the first. The callback
  // must not own the exchange: that would keep it from answering 500. It is let go when the exchange is over.
  //
  // A peer that closes only its sending side counts as gone, unless the response was complete by then: nothing tells
  // the two apart before it is too late.
  void on_disconnect(std::function<void()> callback);

 private:
  std::shared_ptr<ResponseChannel> channel_;
};

}  // namespace cancel::http
