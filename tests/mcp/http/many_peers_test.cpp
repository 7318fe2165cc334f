#include <sys/resource.h>

#include <catch2/catch.hpp>
#include <deque>
#include <fstream>

#include "http_peer.hpp"

namespace cancel::mcp {
namespace {

using namespace testing;

constexpr int many = 300;
constexpr std::size_t threads_for_handlers = 64;

// What /proc says of this process.
std::size_t status_of_process(const std::string& field) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.rfind(field + ':', 0) == 0) return std::stoul(line.substr(field.size() + 1));
  }
  return 0;
}

void allow_descriptors() {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

ServerOptions few_threads() {
  ServerOptions options = plain_options();
  options.max_threads = threads_for_handlers;
  return options;
}

TEST_CASE("hundreds of open streams and calls at once are all let go when their peers leave", "[http]") {
  allow_descriptors();
  Site site({}, few_threads());
  std::atomic<int> running{0};
  std::atomic<int> not_cancelled{0};
  ToolOptions options;
  options.name = "waits";
  site.server.add_tool(std::move(options), [&](RequestContext& context, const Json&) -> ToolResult {
    ++running;
    if (!context.token().wait(Stage::requested, std::chrono::seconds{60})) ++not_cancelled;
    --running;
    return ToolResult::text("over");
  });
  add_echo(site.server);
  const std::uint16_t port = site.port();
  const std::size_t threads = status_of_process("Threads");
  std::size_t memory = 0;
  for (int round = 0; round < 2; ++round) {
    std::deque<LegacyPeer> sessions;
    std::deque<Stream> listening;
    std::deque<Stream> calls;
    for (int number = 0; number < many; ++number) {
      sessions.emplace_back(port);
      listening.emplace_back(port, sessions.back().listen());
      calls.emplace_back(port, modern(modern_tool_call(std::to_string(number), "waits")));
    }
    for (auto& stream : listening) REQUIRE(stream.status() == 200);
    for (auto& stream : calls) REQUIRE(stream.status() == 200);  // a stream, although nothing was said
    CHECK(eventually([&] { return running == static_cast<int>(threads_for_handlers); }));
    CHECK(status_of_process("Threads") <= threads + threads_for_handlers + 4);
    calls.clear();
    listening.clear();
    for (const LegacyPeer& session : sessions) REQUIRE(session.end().status == 204);
    CHECK(eventually([&] { return running == 0; }));
    const Answer answer = ask(port, modern(modern_tool_call("1", "echo", R"({"message":"still here"})")));
    CHECK(text_of_result(parse_json(answer.body)) == "still here");
    if (round == 0) memory = status_of_process("VmRSS");
  }
  CHECK(not_cancelled == 0);
  CHECK(status_of_process("VmRSS") < memory + 32'000);  // kB: the second round needs what the first one did
  CHECK(site.server.stop());
}

}  // namespace
}  // namespace cancel::mcp
