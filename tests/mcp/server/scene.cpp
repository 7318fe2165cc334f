#include "scene.hpp"

#include <catch2/catch.hpp>
#include <chrono>
#include <stdexcept>
#include <thread>

namespace cancel::mcp {

namespace {

constexpr std::chrono::seconds patience{10};

std::string frame(const std::string& head, const std::string& method, const std::string& params) {
  return R"({"jsonrpc":"2.0",)" + head + R"("method":")" + method + R"(","params":{)" + params + "}}";
}

}  // namespace

void Door::open() {
  const std::lock_guard hold(lock_);
  is_open_ = true;
  changed_.notify_all();
}

bool Door::wait() {
  std::unique_lock hold(lock_);
  return changed_.wait_for(hold, patience, [this] { return is_open_; });
}

void Mark::set() {
  set_ = true;
  set_.notify_all();
}

void Mark::wait() const {
  wait_until("a mark", [this] { return is_set(); });
}

void wait_until(const std::string& what, const std::function<bool()>& is_so) {
  const auto until = std::chrono::steady_clock::now() + patience;
  while (!is_so()) {
    if (std::chrono::steady_clock::now() >= until) throw std::runtime_error("waited in vain for " + what);
    std::this_thread::sleep_for(std::chrono::milliseconds{1});
  }
}

std::string request(const std::string& id, const std::string& method, const std::string& params) {
  return frame(R"("id":)" + id + ',', method, params);
}

std::string modern_request(const std::string& id, const std::string& method, const std::string& params,
                           const std::string& meta, const std::string& capabilities) {
  std::string all = R"("_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",)"
                    R"("io.modelcontextprotocol/clientInfo":{"name":"peer","version":"1"},)"
                    R"("io.modelcontextprotocol/clientCapabilities":)" +
                    capabilities;
  if (!meta.empty()) all += ',' + meta;
  all += '}';
  if (!params.empty()) all += ',' + params;
  return request(id, method, all);
}

std::string notification(const std::string& method, const std::string& params) {
  return frame("", method, params);
}

std::string cancel_notice(const std::string& id, const std::string& reason) {
  return notification("notifications/cancelled",
                      R"("requestId":)" + id + (reason.empty() ? "" : R"(,"reason":")" + reason + '"'));
}

std::string tool_call(const std::string& id, const std::string& tool, const std::string& arguments) {
  return request(id, "tools/call", R"("name":")" + tool + R"(","arguments":)" + arguments);
}

std::string modern_tool_call(const std::string& id, const std::string& tool, const std::string& arguments,
                             const std::string& capabilities) {
  return modern_request(id, "tools/call", R"("name":")" + tool + R"(","arguments":)" + arguments, {}, capabilities);
}

Peer::Peer(Server& server, SessionOptions options) : session(server.open(std::move(options), output)) {}

Peer::~Peer() {
  CHECK(channel->faults() == std::vector<std::string>{});
  CHECK(output->faults() == std::vector<std::string>{});
}

JsonDocument Peer::ask(const std::string& id, const std::string& message) {
  const std::size_t before = channel->responses_to(id).size();  // ids are used again
  send(message);
  channel->wait_until("the response to " + id, [&] { return channel->responses_to(id).size() > before; });
  return std::move(channel->responses_to(id)[before]);
}

void Peer::initialize(const std::string& capabilities, const std::string& version) {
  ask(R"("init")", request(R"("init")", "initialize",
                           R"("protocolVersion":")" + version + R"(","capabilities":)" + capabilities +
                               R"(,"clientInfo":{"name":"peer","version":"1"})"));
  send(notification("notifications/initialized"));
}

ServerOptions plain_options() {
  ServerOptions options;
  options.name = "tested";
  options.version = "1.0";
  return options;
}

void add_prompt(Server& server, const std::string& name) {
  PromptOptions options;
  options.name = name;
  options.arguments = {{"topic", "what it is about", true}};
  server.add_prompt(std::move(options), [](RequestContext&, const Json& arguments) {
    PromptResult result;
    result.messages.push_back({"user", content::text("about " + find_text(arguments, "topic").value_or("?"))});
    return result;
  });
}

void add_echo(Server& server) {
  ToolOptions options;
  options.name = "echo";
  options.description = "Gives it back";
  options.input_schema =
      JsonText::parse(R"({"type":"object","properties":{"message":{"type":"string"}},"required":["message"]})");
  server.add_tool(std::move(options), [](RequestContext&, const Json& arguments) {
    return ToolResult::text(*find_text(arguments, "message"));
  });
}

void add_waiter(Server& server, Mark& started, const std::string& name) {
  ToolOptions options;
  options.name = name;
  server.add_tool(std::move(options), [&started](RequestContext& context, const Json&) {
    started.set();
    context.token().wait(Stage::requested, patience);
    context.throw_if_cancelled();
    return ToolResult::text("never cancelled");
  });
}

void add_stubborn(Server& server, Mark& started, Door& door, Mark& ended) {
  ToolOptions options;
  options.name = "stubborn";
  server.add_tool(std::move(options), [&](RequestContext& context, const Json&) {
    started.set();
    door.wait();
    context.progress(50, 100);
    context.log(LogLevel::error, "still here");
    ended.set();
    return ToolResult::text("done all the same");
  });
}

std::string value(const Json& message, const std::string& path) {
  const Json* at = &message;
  std::size_t begin = 0;
  while (at != nullptr && begin <= path.size()) {
    const std::size_t dot = std::min(path.find('/', begin), path.size());
    at = find(*at, path.substr(begin, dot - begin));
    begin = dot + 1;
  }
  return at != nullptr ? JsonText::of(*at).text() : std::string();
}

std::string text_of_result(const Json& message) {
  const Json* result = find(message, "result");
  const Json* content = result != nullptr ? find(*result, "content") : nullptr;
  if (content == nullptr || !content->IsArray() || content->Empty()) return {};
  return find_text((*content)[0], "text").value_or("");
}

}  // namespace cancel::mcp
