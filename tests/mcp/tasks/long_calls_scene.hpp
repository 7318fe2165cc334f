#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "calls/state_sealer.hpp"
#include "executor_scene.hpp"
#include "tasks/long_calls.hpp"

// Long calls with an executor and tools, and requests for them by hand: a server without sessions.

namespace scene {

// Stands for one request of a peer.
class FakeRequest final : public CallLink {
 public:
  const CancellationToken& token() const override { return token_; }
  const TokenName& operation() const override { return name_; }

  bool send(MessageKind, std::string json) override {
    const std::lock_guard guard(lock_);
    if (is_answered_) return false;
    sent_.push_back(std::move(json));
    return true;
  }
  PeerAnswer ask(std::string_view method, const JsonText& params, Millis) override {
    PeerAnswer answer;
    const std::lock_guard guard(lock_);
    asked_.push_back(std::string(method) + " " + params.text());
    if (is_answered_ || !reply_) return answer;
    answer.status = PeerAnswer::Status::result;
    answer.content = parse_json(*reply_);
    return answer;
  }

  void reply_with(const std::string& json) {
    const std::lock_guard guard(lock_);
    reply_ = json;
  }
  void answered() {
    const std::lock_guard guard(lock_);
    is_answered_ = true;
  }
  void cancel(const std::string& reason, Cause cause = Cause::user_requested) {
    source_.cancel(Cancellation{.reason = reason, .cause = cause});
  }
  std::vector<std::string> sent() const {
    const std::lock_guard guard(lock_);
    return sent_;
  }
  std::vector<std::string> asked() const {
    const std::lock_guard guard(lock_);
    return asked_;
  }

 private:
  const CancellationSource source_;
  const CancellationToken token_ = source_.token();
  const TokenName name_{"tests", "the-request"};
  mutable std::mutex lock_;
  std::vector<std::string> sent_;
  std::vector<std::string> asked_;
  std::optional<std::string> reply_;
  bool is_answered_ = false;
};

// A peer as its requests show it.
struct Peer {
  Era era = Era::legacy;
  std::string owner = "ann";
  std::string version = std::string(latest_legacy_version);
  std::string capabilities = R"({"elicitation":{}})";
  CancellationToken session{};
};

inline Peer legacy_peer() {
  return {};
}
inline Peer modern_peer(bool with_tasks = true) {
  Peer peer{.era = Era::modern, .owner = "*", .version = std::string(modern_versions.front())};
  if (with_tasks) peer.capabilities = R"({"elicitation":{},"extensions":{"io.modelcontextprotocol/tasks":{}}})";
  return peer;
}

// What came of a request: exactly one of these.
struct WhatCame {
  std::optional<JsonDocument> result{};
  std::optional<McpError> error{};
  std::optional<Cancellation> cancelled{};
  std::optional<InputRequired> input_required{};

  const Json& operator*() const {
    if (error) FAIL("it was refused: " << error->what());
    REQUIRE(result);
    return *result;
  }
  std::string text() const { return find_text(find(**this, "content")->GetArray()[0], "text").value_or("(no text)"); }
  bool is_error() const { return find_bool(**this, "isError").value_or(false); }
};

class LongCallsScene {
 public:
  explicit LongCallsScene(ExecutorOptions options = {.answer_within = Millis{20}}, Client* client = nullptr)
      : executor(client, options),
        calls(executor, tools,
              LongCallPorts{[this](const std::string& owner, const std::string& method, const JsonText& params) {
                note(owner, method, params);
              }}) {
    calls.add_tool(tools);
    calls.add_methods(methods);
  }

  void add(const std::string& name, ToolHandler handler, TaskSupport support = TaskSupport::optional,
           std::optional<Millis> answer_within = {}) {
    ToolOptions tool{.name = name};
    tool.long_running = true;
    tool.task_support = support;
    tool.answer_within = answer_within;
    tools.add(std::move(tool), std::move(handler));
  }

  // Sends a request and waits for what comes of it; `params` without `_meta`.
  WhatCame send(const Peer& peer, const std::string& method, const std::string& params,
                const std::shared_ptr<FakeRequest>& request = std::make_shared<FakeRequest>()) {
    WhatCame outcome;
    try {
      const auto facts = facts_of(peer, method, params);
      RequestContext context(facts, request, &sealer_);
      outcome.result = parse_json(carry_out(context).text());
    } catch (const Cancelled& cancelled) {
      outcome.cancelled = cancelled.why();
    } catch (const InputRequired& needed) {
      outcome.input_required = needed;
    } catch (const McpError& error) {
      outcome.error = error;
    }
    request->answered();
    return outcome;
  }
  WhatCame call(const Peer& peer, const std::string& tool, const std::string& more = "",
                const std::shared_ptr<FakeRequest>& request = std::make_shared<FakeRequest>()) {
    return send(peer, "tools/call", R"({"name":")" + tool + R"(","arguments":{})" + more + "}", request);
  }
  WhatCame resume(const Peer& peer, const std::string& id, const std::string& more = R"(,"wait_time":20)",
                  const std::shared_ptr<FakeRequest>& request = std::make_shared<FakeRequest>(),
                  const std::string& params = "") {
    return send(peer, "tools/call",
                R"({"name":"continue_operation","arguments":{"operation_id":")" + id + "\"" + more + "}" + params + "}",
                request);
  }
  WhatCame task(const Peer& peer, const std::string& method, const std::string& id, const std::string& more = "") {
    return send(peer, method, R"({"taskId":")" + id + "\"" + more + "}");
  }
  // The task when it has come to one of these.
  JsonDocument task_when(const Peer& peer, const std::string& id, const std::string& status) {
    JsonDocument found;
    const bool came = eventually([&] {
      const WhatCame now = task(peer, "tasks/get", id);
      found = copy_json(*now);
      return find_text(found, "status") == status;
    });
    INFO(JsonText::of(found).text());
    REQUIRE(came);
    return found;
  }

  // "owner method params" of what went out beside requests.
  std::vector<std::string> notifications() const {
    const std::lock_guard guard(lock_);
    return notifications_;
  }

 private:
  void note(const std::string& owner, const std::string& method, const JsonText& params) {
    const std::lock_guard guard(lock_);
    notifications_.push_back(owner + " " + method + " " + params.text());
  }

  std::shared_ptr<const RequestFacts> facts_of(const Peer& peer, const std::string& method, const std::string& params) {
    auto facts = std::make_shared<RequestFacts>();
    facts->id.emplace(std::int64_t{7});
    facts->method = method;
    facts->era = peer.era;
    facts->protocol_version = peer.version;
    facts->session = "the-session";
    facts->owner = peer.owner;
    facts->session_token = peer.session;
    facts->client = "tester 1";
    facts->client_capabilities = JsonText::written(peer.capabilities);
    facts->message = std::make_shared<const JsonDocument>(parse_json(R"({"params":)" + params + "}"));
    if (const Json* meta = facts->meta()) {
      if (const Json* token = find(*meta, "progressToken")) facts->progress_token = JsonText::of(*token);
    }
    return facts;
  }

  JsonText carry_out(RequestContext& context) {
    const RequestFacts& facts = context.request();
    if (facts.method != "tools/call") {
      const Method* method = methods.find(facts.method);
      if (method == nullptr || (method->options.only && *method->options.only != facts.era)) {
        throw McpError(code::method_not_found, facts.method);
      }
      return method->handler(context, *facts.params());
    }
    const Tool* tool = tools.find(*find_text(*facts.params(), "name"));
    if (tool == nullptr) throw std::logic_error("no such tool");  // not an assertion: on any thread
    if (tool->options.long_running) return calls.call(*tool, context, *facts.params());
    return tools.run(*tool, context, *find(*facts.params(), "arguments")).to_json();
  }

  const StateSealer sealer_;
  mutable std::mutex lock_;
  std::vector<std::string> notifications_;

 public:
  ToolBox tools;
  MethodTable methods;
  Executor executor;
  LongCalls calls;
};

inline ToolHandler quick(const std::string& word) {
  return [word](RequestContext&, const Json&) { return ToolResult::text(word); };
}
inline ToolHandler held_by(Gate& gate, const std::string& word) {
  return [&gate, word](RequestContext& context, const Json&) {
    gate.pass();
    context.throw_if_cancelled();
    return ToolResult::text(word);
  };
}
inline ToolHandler until_stopped() {
  return [](RequestContext& context, const Json&) -> ToolResult {
    while (context.sleep_for(1s)) {
    }
    context.throw_if_cancelled();
    return {};
  };
}

inline std::string operation_id(const WhatCame& handle) {
  const Json* structured = find(*handle, "structuredContent");
  REQUIRE(structured != nullptr);
  CHECK(find_text(*structured, "status") == "processing");
  return find_text(*structured, "operation_id").value();
}

}  // namespace scene
