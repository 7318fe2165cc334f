#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cancel/mcp/server.hpp"

namespace cancel::mcp {

struct HttpOptions {
  std::string host = "127.0.0.1";
  std::uint16_t port = 0;  // 0: the system's choice
  std::string path = "/mcp";
  std::vector<std::string> allowed_hosts{};    // of Host, beside the loopback names, as "name" or "name:port"
  std::vector<std::string> allowed_origins{};  // of Origin, likewise, as "scheme://name[:port]"
  std::size_t max_body = 4 << 20;              // bytes
  std::size_t max_connections = 4'096;
  std::size_t max_sessions = 1'000;
  Millis session_idle{3'600'000};              // a legacy session without a request or an open stream ends then
  std::size_t max_buffered = 16 << 20;         // bytes of a stream that its reader leaves unread, until it is dropped
  std::size_t max_replay = 4 << 20;            // bytes kept of one legacy stream for Last-Event-ID
  Millis replay_for{120'000};                  // how long a stream is kept after its end
  Millis retry{1'000};                         // told to legacy clients: when to reconnect
  Millis comment_every{15'000};                // a comment on idle streams, so that proxies keep them
};

// Serves the Streamable HTTP transport of both eras, on a thread of its own.
//
// Legacy: sessions (Mcp-Session-Id), an event stream a POST and one for GET, with event ids and resumption; a connection
// that breaks is no cancellation. Modern: no sessions; each POST stands alone, and closing its stream cancels its
// request. A legacy cancellation for a session that this instance does not know is passed on through canceld, so that it reaches
// the instance that runs the work.
//
// Thread-safe. `server` must outlive it. The destructor closes all sessions and connections.
class StreamableHttp {
 public:
  // Throws cancel::http::BindError.
  StreamableHttp(Server& server, HttpOptions options);
  ~StreamableHttp();

  std::uint16_t port() const;
  std::string url() const;  // http://HOST:PORT/mcp
  // Refuses new requests from now on (503). What runs goes on, and can still be cancelled and waited for.
  void stop();

 private:
  class Edge;
  std::shared_ptr<Edge> edge_;
};

}  // namespace cancel::mcp
