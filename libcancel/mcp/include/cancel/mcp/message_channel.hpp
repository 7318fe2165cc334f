#pragma once

#include <string>

namespace cancel::mcp {

enum class MessageKind {
  response,      // a result or an error: the last message about its request
  request,       // a request of the server's own
  notification,  // a cancellation of the server's own request, a change of a list …
  report,        // progress or a log message: may be dropped where the peer is slow
};

// Where messages for the peer go: stdout, the stream of one POST, the stream of a GET. Implemented by transports.
//
// Thread-safe. Calls come one after another for one request, and are to return at once: a channel queues, it does not
// wait for the peer. Messages leave in the order of the calls.
class MessageChannel {
 public:
  virtual ~MessageChannel() = default;

  virtual void send(MessageKind kind, std::string json) = 0;

  // Nothing more comes about one of the requests that were received with this channel. `answered`: its response was
  // sent; else it was cancelled by the peer, and stays without one.
  virtual void request_over(bool answered) = 0;

  // Lets the connection go while the requests go on, where the peer can come back for the rest (a legacy HTTP client,
  // with Last-Event-ID). Nothing elsewhere.
  virtual void release_connection() {}
};

}  // namespace cancel::mcp
