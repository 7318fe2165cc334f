#include <catch2/catch.hpp>

#include "cancel/http/server.hpp"
#include "http_peer.hpp"

namespace cancel::mcp {
namespace {

using namespace testing;

const std::string ping = request("1", "ping");

Call with_method(const std::string& method) {
  Call call = get();
  call.method = method;
  return call;
}

TEST_CASE("only the path that MCP is served at has anything", "[http]") {
  Site site;
  Call call = post(ping);
  call.path = "/";
  CHECK(ask(site.port(), call).status == 404);
  CHECK(site.http->url() == "http://127.0.0.1:" + std::to_string(site.port()) + "/mcp");
}

TEST_CASE("hosts and origins from elsewhere are refused", "[http]") {
  Site site({.allowed_hosts = {"mcp.example"}, .allowed_origins = {"https://app.example"}});
  const std::string port = ':' + std::to_string(site.port());
  const auto status = [&](const std::string& host, const std::string& origin) {
    Call call = post(modern_request("1", "server/discover"));
    call = modern(call.body).with("Host", host);
    if (!origin.empty()) call.with("Origin", origin);
    return ask(site.port(), call).status;
  };
  CHECK(status("evil.example.com", "http://evil.example.com") == 403);
  CHECK(status("localhost", "http://evil.example.com") == 403);
  CHECK(status("evil.example.com", "") == 403);
  for (const std::string host : {"localhost", "127.0.0.1", "[::1]"}) {
    CHECK(status(host + port, "http://" + host + port) == 200);
  }
  CHECK(status("localhost", "") == 200);
  CHECK(status("mcp.example", "https://app.example") == 200);
}

TEST_CASE("methods that are not served are refused with those that are", "[http]") {
  Site site;
  const Answer put = ask(site.port(), with_method("PUT"));
  CHECK(put.status == 405);
  CHECK(header_of(put, "Allow") == "POST, GET, DELETE");
  for (const char* method : {"GET", "DELETE"}) {
    const Answer without_session = ask(site.port(), with_method(method));
    CHECK(without_session.status == 405);
    CHECK(header_of(without_session, "Allow") == "POST");
    Call modern_one = with_method(method);
    CHECK(ask(site.port(), modern_one.with("MCP-Protocol-Version", "2026-07-28").with("Mcp-Session-Id", "s")).status ==
          405);
  }
}

TEST_CASE("a POST has to be JSON", "[http]") {
  Site site;
  const LegacyPeer peer(site.port());
  const auto status = [&](const std::string& type) {
    return ask(site.port(), peer.call(ping).with("Content-Type", type)).status;
  };
  CHECK(ask(site.port(), peer.call(ping).without("Content-Type")).status == 415);
  for (const char* type :
       {"text/plain", "text/plain; application/json", "application/json-patch", "xapplication/json"}) {
    CHECK(status(type) == 415);
  }
  for (const char* type : {"application/json", "Application/JSON", "application/json;charset=utf-8"}) {
    CHECK(status(type) == 200);
  }
}

TEST_CASE("a peer has to accept what answers are made of", "[http]") {
  Site site;
  const LegacyPeer peer(site.port());
  const auto status = [&](const std::string& type) {
    return ask(site.port(), peer.call(ping).with("Accept", type)).status;
  };
  CHECK(status("text/html") == 406);
  CHECK(status("text/event-stream, application/json") == 200);
  CHECK(status("application/json;q=0.9, text/event-stream") == 200);
  CHECK(status("*/*") == 200);
  CHECK(ask(site.port(), peer.call(ping).without("Accept")).status == 200);
  CHECK(ask(site.port(), peer.listen().with("Accept", "application/json")).status == 406);
  Stream listening(site.port(), peer.listen().with("Accept", "text/event-stream;q=0.9"));
  CHECK(listening.status() == 200);
}

TEST_CASE("a body that is no message is refused", "[http]") {
  Site site;
  const LegacyPeer peer(site.port());
  const Answer no_json = peer.ask("{\"jsonrpc\":");
  CHECK(no_json.status == 400);
  CHECK(error_code(no_json) == "-32700");
  const Answer no_message = peer.ask(R"({"jsonrpc":"2.0","id":3})");
  CHECK(no_message.status == 400);
  CHECK(error_code(no_message) == "-32600");
  CHECK(value(parse_json(no_message.body), "id") == "3");
}

TEST_CASE("a session has to be named, to be there, and to be spoken to in a version that there is", "[http]") {
  Site site;
  const LegacyPeer peer(site.port());
  const Answer unnamed = ask(site.port(), post(ping));
  CHECK(unnamed.status == 400);
  CHECK(value(parse_json(unnamed.body), "id") == "1");
  const Answer unknown = ask(site.port(), peer.call(ping).with("Mcp-Session-Id", "nobody"));
  CHECK(unknown.status == 404);
  CHECK(value(parse_json(unknown.body), "id") == "1");
  CHECK(ask(site.port(), peer.call(cancel_notice("1")).with("Mcp-Session-Id", "nobody")).status == 404);
  CHECK(ask(site.port(), peer.listen().with("Mcp-Session-Id", "nobody")).status == 404);
  CHECK(ask(site.port(), peer.call(ping).with("MCP-Protocol-Version", "1999-01-01")).status == 400);
  CHECK(ask(site.port(), peer.listen().with("MCP-Protocol-Version", "1999-01-01")).status == 400);
  CHECK(ask(site.port(), peer.call(ping).without("MCP-Protocol-Version")).status == 200);
}

TEST_CASE("a server that is to stop refuses new requests, but still hears cancellations", "[http]") {
  Site site;
  const LegacyPeer peer(site.port());
  site.http->stop();
  const Answer refused = peer.ask(ping);
  CHECK(refused.status == 503);
  CHECK(error_code(refused) == "-31013");
  CHECK(peer.ask(cancel_notice("1")).status == 202);
}

TEST_CASE("an address that is taken is said so", "[http]") {
  Site site;
  Server other(plain_options());
  CHECK_THROWS_AS(StreamableHttp(other, {.port = site.port()}), http::BindError);
}

}  // namespace
}  // namespace cancel::mcp
