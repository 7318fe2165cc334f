#include "cancel/mcp/streamable_http.hpp"

#include <atomic>

#include "cancel/http/host_check.hpp"
#include "cancel/http/server.hpp"
#include "http/error_response.hpp"
#include "http/legacy_edge.hpp"
#include "http/modern_checks.hpp"
#include "http/modern_edge.hpp"

namespace cancel::mcp {

namespace {

constexpr Millis tidy_every{1'000};

http::HostCheck host_check(const HttpOptions& options) {
  std::vector<std::string> hosts = options.allowed_hosts;
  for (const char* loopback : {"localhost", "127.0.0.1", "[::1]"}) hosts.emplace_back(loopback);
  return http::HostCheck(hosts, options.allowed_origins);
}

http::ServerOptions http_options(const HttpOptions& options) {
  http::ServerOptions of_http;
  of_http.host = options.host;
  of_http.port = options.port;
  of_http.max_connections = options.max_connections;
  of_http.max_body_bytes = options.max_body;
  of_http.max_buffered = options.max_buffered;
  return of_http;
}

http::Response method_not_allowed(const char* allowed) {
  http::Response response = error_response(405, code::invalid_request, "Method Not Allowed");
  response.headers.add("Allow", allowed);
  return response;
}

bool accepts_our_answers(const http::Request& request) {
  if (!request.headers.find("Accept")) return true;
  for (const char* type : {"application/json", "text/event-stream", "*/*", "application/*"}) {
    if (request.headers.has_token("Accept", type)) return true;
  }
  for (const std::string_view value : request.headers.all("Accept")) {  // with parameters: "application/json;q=0.9"
    if (value.find("application/json") != std::string_view::npos) return true;
    if (value.find("text/event-stream") != std::string_view::npos) return true;
  }
  return false;
}

bool is_json(const http::Request& request) {
  const auto field = request.headers.find("Content-Type");
  if (!field) return false;
  // As a list of one, which is compared in any case and without blanks.
  return http::Headers{{"Content-Type", std::string(field->substr(0, field->find(';')))}}.has_token("Content-Type",
                                                                                                    "application/json");
}

}  // namespace

// From HTTP to the two eras. Its handler runs on the HTTP server's thread.
class StreamableHttp::Edge {
 public:
  Edge(Server& server, HttpOptions options)
      : options_(std::move(options)),
        check_(host_check(options_)),
        caretaker_(std::make_shared<Caretaker>(tidy_every, [this] { tidy(); })),
        legacy_(EdgeParts{server, options_, caretaker_}),
        modern_(EdgeParts{server, options_, caretaker_}),
        http_(http_options(options_), [this](http::Request request, std::shared_ptr<http::Exchange> exchange) {
          handle(std::move(request), std::move(exchange));
        }) {
    caretaker_->begin();  // not before everything is there that it takes care of
  }

  ~Edge() {
    http_.stop();
    caretaker_->end();
  }

  const http::Server& http() const { return http_; }
  const HttpOptions& options() const { return options_; }
  void stop() { stopping_ = true; }

 private:
  void handle(http::Request request, std::shared_ptr<http::Exchange> exchange) {
    if (const auto refusal = check_.refusal(request.headers)) {
      exchange->respond(error_response(403, code::invalid_request, *refusal));
    } else if (request.path != options_.path) {
      exchange->respond(http::text_response(404, "MCP is served at " + options_.path + "\n"));
    } else if (request.method == "POST") {
      post(std::move(request), std::move(exchange));
    } else if (request.method == "GET" || request.method == "DELETE") {
      get_or_delete(request, exchange);
    } else {
      exchange->respond(method_not_allowed("POST, GET, DELETE"));
    }
  }

  void post(http::Request request, std::shared_ptr<http::Exchange> exchange) {
    if (!is_json(request)) {
      return (void)exchange->respond(error_response(415, code::invalid_request, "Content-Type is application/json"));
    }
    if (!accepts_our_answers(request)) {
      return (void)exchange->respond(
          error_response(406, code::invalid_request, "Accept has application/json and text/event-stream"));
    }
    auto body = read_body(request.body);
    if (const auto* bad = std::get_if<BadBody>(&body)) {
      return (void)exchange->respond(error_response(400, bad->code, bad->message, bad->id));
    }
    Post post{std::move(request), std::get<Body>(std::move(body)), std::move(exchange)};
    if (stopping_ && post.body.has_requests()) {
      return (void)post.exchange->respond(
          error_response(503, code::shutting_down, "the server is shutting down", post.body.messages.front().id));
    }
    const bool modern = is_modern(post.body.messages.front(), post.request.headers);
    if (modern)
      modern_.post(std::move(post));
    else
      legacy_.post(std::move(post));
  }

  // The modern era has neither; without a session they can only be meant so.
  void get_or_delete(const http::Request& request, const std::shared_ptr<http::Exchange>& exchange) {
    const auto version = request.headers.find(version_header);
    const bool modern = version && is_modern_version(*version);
    if (modern || !request.headers.find(session_header)) {
      exchange->respond(method_not_allowed("POST"));
    } else if (request.method == "GET") {
      legacy_.get(request, exchange);
    } else {
      legacy_.remove(request, exchange);
    }
  }

  void tidy() {
    const auto now = std::chrono::steady_clock::now();
    const bool with_comments = now - commented_at_ >= options_.comment_every;
    if (with_comments) commented_at_ = now;
    legacy_.tidy(with_comments);
    modern_.tidy(with_comments);
  }

  const HttpOptions options_;
  const http::HostCheck check_;
  std::atomic<bool> stopping_{false};
  std::chrono::steady_clock::time_point commented_at_ = std::chrono::steady_clock::now();
  const std::shared_ptr<Caretaker> caretaker_;  // handlers that still run may outlive the rest
  LegacyEdge legacy_;
  ModernEdge modern_;
  http::Server http_;
};

StreamableHttp::StreamableHttp(Server& server, HttpOptions options)
    : edge_(std::make_shared<Edge>(server, std::move(options))) {}

StreamableHttp::~StreamableHttp() = default;

std::uint16_t StreamableHttp::port() const {
  return edge_->http().port();
}

std::string StreamableHttp::url() const {
  return "http://" + edge_->http().address() + edge_->options().path;
}

void StreamableHttp::stop() {
  edge_->stop();
}

}  // namespace cancel::mcp
