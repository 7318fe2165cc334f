#pragma once

#include <map>
#include <optional>
#include <string>

#include "cancel/mcp/json.hpp"
#include "cancel/mcp/streamable_http.hpp"
#include "http/peer.hpp"
#include "scene.hpp"

// A client of the Streamable HTTP transport, of either era, that is a plain socket.

namespace cancel::mcp::testing {

using http::testing::Answer;
using http::testing::eventually;

// One request, as it is sent. A value.
struct Call {
  std::string body{};
  std::string method = "POST";
  std::string path = "/mcp";
  std::map<std::string, std::string> headers{
      {"Host", "localhost"}, {"Content-Type", "application/json"}, {"Accept", "application/json, text/event-stream"}};

  Call& with(const std::string& name, const std::string& value);
  Call& without(const std::string& name);
  std::string text() const;
};

Call post(std::string body);
Call get();
// Of the modern era, with the headers that belong to the body.
Call modern(std::string body);

struct Event {
  std::string id{};
  std::string data{};
  std::string retry{};
  std::string comment{};
};

// A request on a connection of its own, the answer of which is read as it comes.
class Stream {
 public:
  Stream(std::uint16_t port, const Call& call);

  // Reads the head of the answer first.
  int status();
  const std::string& head();
  std::optional<std::string> header(const std::string& name);

  // Empty at the end of the stream; throws where the connection breaks, or nothing comes for too long.
  std::optional<Event> next();
  // The next message, behind comments and events without content; null at the end.
  JsonDocument message();
  bool is_at_end() { return message().IsNull(); }
  void close() { peer_.close(); }

  // Of the last event that had one.
  const std::string& last_id() const { return last_id_; }

 private:
  http::testing::Peer peer_;
  std::string head_;
  std::string last_id_;
};

Answer ask(std::uint16_t port, const Call& call);
std::string header_of(const Answer& answer, const std::string& name);
std::string error_code(const Answer& answer);

// A legacy session: begun when it is there.
class LegacyPeer {
 public:
  explicit LegacyPeer(std::uint16_t port, const std::string& version = "2025-11-25");

  Call call(std::string body) const;  // with the headers of the session
  Call listen() const;
  Answer ask(std::string body) const { return testing::ask(port_, call(std::move(body))); }
  Answer end() const;
  const std::string& id() const { return id_; }

 private:
  const std::uint16_t port_;
  const std::string version_;
  std::string id_;
};

// A server with a transport.
struct Site {
  explicit Site(HttpOptions http_options = {}, ServerOptions options = plain_options());
  std::uint16_t port() {
    if (!http) http.emplace(server, http_options_);
    return http->port();
  }

  Server server;  // to be filled before port() is asked for
  std::optional<StreamableHttp> http;

 private:
  const HttpOptions http_options_;
};

}  // namespace cancel::mcp::testing
