#include <fcntl.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <future>

#include "cancel/mcp/stdio.hpp"
#include "pipes.hpp"
#include "scene.hpp"

namespace cancel::mcp {
namespace {

using testing::Lines;
using testing::Pipe;

// A server that is served over two pipes, by a thread.
class Served {
 public:
  explicit Served(Server& server, StdioOptions options = {}) {
    options.input = input_.reading.get();
    options.output = output_.writing.get();
    options.handle_signals = false;
    options.end_with_parent = false;
    code_ = std::async(std::launch::async, [&server, options] { return serve_stdio(server, options); });
  }
  ~Served() { close_input(); }

  void send(const std::string& message) { testing::write_all(input_.writing.get(), message + '\n'); }
  void send_bytes(const std::string& bytes) { testing::write_all(input_.writing.get(), bytes); }
  void initialize() {
    send(request("0", "initialize",
                 R"("protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"peer","version":"1"})"));
    lines.response_to("0");
    send(notification("notifications/initialized"));
  }
  void close_input() { input_.writing.reset(); }
  void stop_reading() { output_.reading.reset(); }
  // The exit code.
  int end() {
    if (code_.wait_for(std::chrono::seconds{10}) != std::future_status::ready) throw std::runtime_error("runs on");
    return code_.get();
  }

 private:
  Pipe input_;
  Pipe output_;
  std::future<int> code_;

 public:
  Lines lines{output_.reading.get()};
};

TEST_CASE("over stdio, each request is answered by a line", "[stdio]") {
  Server server(plain_options());
  add_echo(server);
  Served served(server);
  served.initialize();
  served.send(tool_call("1", "echo", R"({"message":"hello"})"));
  CHECK(text_of_result(served.lines.response_to("1")) == "hello");
  served.send_bytes(tool_call(R"("two")", "echo", R"({"message":"a"})") + "\r\n\n" + request("3", "ping") + "\n");
  CHECK(text_of_result(served.lines.response_to(R"("two")")) == "a");
  CHECK(value(served.lines.response_to("3"), "result") == "{}");
  served.close_input();
  CHECK(served.end() == 0);
}

TEST_CASE("the modern era needs no handshake over stdio", "[stdio]") {
  Server server(plain_options());
  add_echo(server);
  Served served(server);
  served.send(modern_tool_call("0", "echo", R"({"message":"hello"})"));
  CHECK(text_of_result(served.lines.response_to("0")) == "hello");
}

TEST_CASE("while a tool runs, other messages are read, and its cancellation among them", "[stdio]") {
  Server server(plain_options());
  Mark started;
  add_waiter(server, started);
  Served served(server);
  served.initialize();
  served.send(tool_call("1", "waiter"));
  started.wait();
  served.send(request("2", "ping"));
  CHECK(value(served.lines.response_to("2"), "result") == "{}");
  served.send(cancel_notice("1"));
  served.send(tool_call("3", "no such tool"));
  // Nothing comes about the first one, so this is the next line.
  CHECK(value(parse_json(served.lines.next()), "id") == "3");
}

TEST_CASE("the end of the input cancels what runs, and is waited for", "[stdio]") {
  Server server(plain_options());
  Mark started;
  Mark ended;
  ToolOptions options;
  options.name = "cleans_up";
  std::optional<Cancellation> why;
  server.add_tool(options, [&](RequestContext& context, const Json&) -> ToolResult {
    started.set();
    context.token().wait(Stage::requested, std::chrono::seconds{10});
    why = context.token().cancellation();
    ended.set();
    return ToolResult::text("late");
  });
  Served served(server);
  served.initialize();
  served.send(tool_call("1", "cleans_up"));
  started.wait();
  served.close_input();
  CHECK(served.end() == 0);
  CHECK(ended.is_set());
  REQUIRE(why);
  CHECK(why->cause == Cause::client_disconnected);
}

TEST_CASE("a handler that does not stop does not keep the end waiting", "[stdio]") {
  Server server(plain_options());
  Mark started;
  Mark ended;
  Door door;
  add_stubborn(server, started, door, ended);
  StdioOptions options;
  options.stop_within = Millis{50};
  Served served(server, options);
  served.initialize();
  served.send(tool_call("1", "stubborn"));
  started.wait();
  served.close_input();
  CHECK(served.end() == 0);
  CHECK_FALSE(ended.is_set());
  door.open();
  ended.wait();
}

TEST_CASE("a message that is too long is answered without an id, and the next one works", "[stdio]") {
  Server server(plain_options());
  StdioOptions options;
  options.max_message = 10'000;
  Served served(server, options);
  served.initialize();
  served.send(request("1", "ping", R"("filler":")" + std::string(100'000, 'x') + '"'));
  served.send(request("2", "ping"));
  const JsonDocument refusal = parse_json(served.lines.next());
  CHECK(value(refusal, "error/code") == "-32600");
  CHECK(find(refusal, "id") == nullptr);
  CHECK(value(served.lines.response_to("2"), "result") == "{}");
}

TEST_CASE("what is no message is answered, and the next one works", "[stdio]") {
  Server server(plain_options());
  Served served(server);
  served.initialize();
  served.send("{\"jsonrpc\":\"2.0\",");
  CHECK(value(parse_json(served.lines.next()), "error/code") == "-32700");
  served.send(request("2", "ping"));
  CHECK(value(served.lines.response_to("2"), "result") == "{}");
}

TEST_CASE("the last message needs no end of line", "[stdio]") {
  Server server(plain_options());
  Served served(server);
  served.initialize();
  served.send_bytes(request("1", "ping"));
  served.close_input();
  CHECK(served.end() == 0);
}

TEST_CASE("a client that does not read any more ends it", "[stdio]") {
  Server server(plain_options());
  Mark started;
  add_waiter(server, started);
  Served served(server);
  served.initialize();
  served.send(tool_call("1", "waiter"));
  started.wait();
  served.stop_reading();
  served.send(request("2", "ping"));
  CHECK(served.end() == 0);
}

TEST_CASE("an input that cannot be read is a failure", "[stdio]") {
  Server server(plain_options());
  const Pipe output;
  const FileDescriptor folder(::open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  StdioOptions options;
  options.input = folder.get();
  options.output = output.writing.get();
  options.handle_signals = false;
  options.end_with_parent = false;
  CHECK(serve_stdio(server, options) == 1);
}

}  // namespace
}  // namespace cancel::mcp
