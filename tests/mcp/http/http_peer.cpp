#include "http_peer.hpp"

#include <catch2/catch.hpp>
#include <sstream>
#include <stdexcept>

namespace cancel::mcp::testing {

namespace {

std::string value_of(const std::string& head, const std::string& name) {
  const auto begin = head.find("\r\n" + name + ": ");
  if (begin == std::string::npos) return {};
  const auto value = begin + name.size() + 4;
  return head.substr(value, head.find("\r\n", value) - value);
}

Event parse_event(const std::string& text) {
  Event event;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const auto colon = line.find(':');
    if (colon == std::string::npos) continue;
    const std::string field = line.substr(0, colon);
    const std::string content = line.substr(std::min(line.size(), colon + 2));
    if (field.empty()) event.comment = content;
    if (field == "id") event.id = content;
    if (field == "data") event.data = content;
    if (field == "retry") event.retry = content;
  }
  return event;
}

}  // namespace

Call& Call::with(const std::string& name, const std::string& value) {
  headers[name] = value;
  return *this;
}

Call& Call::without(const std::string& name) {
  headers.erase(name);
  return *this;
}

std::string Call::text() const {
  std::string all = method + ' ' + path + " HTTP/1.1\r\n";
  for (const auto& [name, value] : headers) all += name + ": " + value + "\r\n";
  if (!body.empty()) all += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  return all + "\r\n" + body;
}

Call post(std::string body) {
  Call call;
  call.body = std::move(body);
  return call;
}

Call get() {
  Call call;
  call.method = "GET";
  call.without("Content-Type").with("Accept", "text/event-stream");
  return call;
}

Call modern(std::string body) {
  Call call = post(std::move(body));
  const JsonDocument message = parse_json(call.body);
  call.with("MCP-Protocol-Version", "2026-07-28").with("Mcp-Method", find_text(message, "method").value_or(""));
  const Json* params = find(message, "params");
  const auto name = params != nullptr ? find_text(*params, "name") : std::nullopt;
  if (name) call.with("Mcp-Name", *name);
  return call;
}

Stream::Stream(std::uint16_t port, const Call& call) : peer_(port) {
  peer_.send(call.text());
}

const std::string& Stream::head() {
  if (head_.empty()) head_ = peer_.read_until("\r\n\r\n");
  return head_;
}

int Stream::status() {
  return std::stoi(head().substr(9, 3));
}

std::optional<std::string> Stream::header(const std::string& name) {
  const std::string value = value_of(head(), name);
  return value.empty() ? std::nullopt : std::optional<std::string>(value);
}

// One event is one chunk, and has no carriage return inside.
std::optional<Event> Stream::next() {
  head();
  const bool is_last = std::stoul(peer_.read_until("\r\n"), nullptr, 16) == 0;
  const std::string text = peer_.read_until("\r\n");
  if (is_last) return std::nullopt;
  Event event = parse_event(text);
  if (!event.id.empty()) last_id_ = event.id;
  return event;
}

JsonDocument Stream::message() {
  for (auto event = next(); event; event = next()) {
    if (!event->data.empty()) return parse_json(event->data);
  }
  return {};
}

Answer ask(std::uint16_t port, const Call& call) {
  http::testing::Peer peer(port);
  peer.send(call.text());
  return peer.answer();
}

std::string header_of(const Answer& answer, const std::string& name) {
  return value_of(answer.head, name);
}

std::string error_code(const Answer& answer) {
  return value(parse_json(answer.body), "error/code");
}

LegacyPeer::LegacyPeer(std::uint16_t port, const std::string& version) : port_(port), version_(version) {
  const Answer begun = testing::ask(
      port, post(request("0", "initialize", R"("protocolVersion":")" + version + R"(","capabilities":{})")));
  id_ = header_of(begun, "Mcp-Session-Id");
  if (id_.empty()) throw std::runtime_error("no session: " + begun.head + begun.body);
  if (ask(notification("notifications/initialized")).status != 202) throw std::runtime_error("not initialized");
}

Call LegacyPeer::call(std::string body) const {
  Call call = post(std::move(body));
  return call.with("Mcp-Session-Id", id_).with("MCP-Protocol-Version", version_);
}

Call LegacyPeer::listen() const {
  Call call = get();
  return call.with("Mcp-Session-Id", id_).with("MCP-Protocol-Version", version_);
}

Answer LegacyPeer::end() const {
  Call call = listen();
  call.method = "DELETE";
  return testing::ask(port_, call);
}

Site::Site(HttpOptions http_options, ServerOptions options)
    : server(std::move(options)), http_options_(std::move(http_options)) {}

}  // namespace cancel::mcp::testing
