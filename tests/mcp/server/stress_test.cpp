#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <thread>

#include "scene.hpp"

// Hundreds of calls at once that are cancelled at random, by their peer and by others.

namespace cancel::mcp {
namespace {

constexpr int calls = 500;

void add_tools(Server& server) {
  ToolOptions options;
  options.name = "coop";
  server.add_tool(options, [](RequestContext& context, const Json&) {
    for (int step = 0; step < 20; ++step) {
      context.progress(step);
      if (!context.sleep_for(std::chrono::milliseconds{1})) context.throw_if_cancelled();
    }
    return ToolResult::text("ok");
  });
  options.name = "deaf";
  server.add_tool(options, [](RequestContext& context, const Json&) {
    for (int step = 0; step < 5; ++step) {
      std::this_thread::sleep_for(std::chrono::milliseconds{2});
      context.progress(step);
    }
    return ToolResult::text("ok");
  });
  options.name = "limited";
  options.max_concurrent = 3;
  server.add_steps_tool(options, [](RequestContext&, const Json&) -> ToolSteps {
    co_yield Progress{1};
    std::this_thread::sleep_for(std::chrono::milliseconds{1});
    co_yield Progress{2};
    co_return ToolResult::text("ok");
  });
}

// Somebody else of the same owner, who sees what runs and cancels some of it, from another thread.
void cancel_some(Server& server, Session& session, const std::atomic<bool>& done) {
  std::mt19937 random(std::random_device{}());
  const auto ask = [&](const std::string& message) {
    const auto channel = std::make_shared<RecordingChannel>();
    session.receive(message, channel);
    return channel->response_to("1");
  };
  while (!done) {
    const JsonDocument list = ask(request("1", "cancellation/list"));
    const Json* result = find(list, "result");
    const Json* tokens = result != nullptr ? find(*result, "tokens") : nullptr;
    for (rapidjson::SizeType at = 0; tokens != nullptr && at < tokens->Size(); ++at) {
      if (random() % 4 == 0) ask(request("1", "cancellation/cancel", R"("id":)" + value((*tokens)[at], "id")));
    }
    server.tools_changed();
    std::this_thread::sleep_for(std::chrono::milliseconds{1});
  }
}

// Nothing may follow what ended a request: neither a second response, nor progress after one.
void check(const RecordingChannel& channel) {
  std::vector<int> responses(calls, 0);
  std::vector<bool> over(calls, false);
  std::size_t late = 0;
  for (const auto& sent : channel.all()) {
    const JsonDocument message = parse_json(sent.json);
    if (sent.kind == MessageKind::response) {
      const std::size_t id = static_cast<std::size_t>(*find_integer(message, "id"));
      ++responses[id];
      over[id] = true;
    } else if (const Json* params = find(message, "params"); params != nullptr) {
      if (over[static_cast<std::size_t>(find_integer(*params, "progressToken").value_or(0))]) ++late;
    }
  }
  CHECK(late == 0);
  CHECK(std::count_if(responses.begin(), responses.end(), [](int count) { return count > 1; }) == 0);
  const auto answered = std::count(responses.begin(), responses.end(), 1);
  CHECK(static_cast<std::size_t>(answered) + channel.requests_over_unanswered() == calls);
}

}  // namespace

TEST_CASE("500 calls that are cancelled at random end once each", "[stress]") {
  ServerOptions options = plain_options();
  options.max_threads = 64;
  options.answer_cancelled_within = Millis{1};
  Server server(std::move(options));
  server.enable_cancellation_methods();
  add_tools(server);
  SessionOptions shared;
  shared.owner = "both";
  Peer peer(server, shared);
  Peer other(server, shared);
  std::mt19937 random(std::random_device{}());
  const auto pick = [&](int bound) { return static_cast<int>(random() % static_cast<unsigned>(bound)); };
  const std::vector<std::string> tools{"coop", "deaf", "limited"};
  std::atomic<bool> done{false};
  std::thread rival([&] { cancel_some(server, *other.session, done); });
  std::vector<int> to_cancel;
  for (int id = 0; id < calls; ++id) {
    const std::string text = std::to_string(id);
    peer.send(request(
        text, "tools/call",
        R"("name":")" + tools[static_cast<std::size_t>(pick(3))] + R"(","_meta":{"progressToken":)" + text + "}"));
    if (pick(2) == 0) to_cancel.push_back(id);
    if (!to_cancel.empty() && pick(3) == 0) {
      const std::size_t at = static_cast<std::size_t>(pick(static_cast<int>(to_cancel.size())));
      peer.send(cancel_notice(std::to_string(to_cancel[at]), "at random"));
      to_cancel.erase(to_cancel.begin() + static_cast<std::ptrdiff_t>(at));
    }
  }
  for (const int id : to_cancel) peer.send(cancel_notice(std::to_string(id)));
  if (pick(2) == 0) server.stop(Millis{20'000}, "the end");
  wait_until("all of them", [&] { return peer.session->running() == 0; });
  peer.channel->wait_until("their ends", [&] { return peer.channel->requests_over() == calls; });
  done = true;
  rival.join();
  check(*peer.channel);
  CHECK(server.stop(Millis{20'000}));
}

TEST_CASE("sessions that come and go with their calls leave nothing behind", "[stress]") {
  Server server(plain_options());
  add_tools(server);
  std::vector<std::thread> peers;
  for (int number = 0; number < 8; ++number) {
    peers.emplace_back([&server, number] {
      for (int round = 0; round < 10; ++round) {
        const auto channel = std::make_shared<RecordingChannel>();
        const auto session = server.open({}, channel);
        for (int id = 0; id < 5; ++id) session->receive(tool_call(std::to_string(id), "coop"), channel);
        if ((number + round) % 2 == 0) session->close({.cause = Cause::client_disconnected});
      }
    });
  }
  for (auto& peer : peers) peer.join();
  CHECK(server.stop(Millis{20'000}));
}

}  // namespace cancel::mcp
