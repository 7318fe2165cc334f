#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "cancel/mcp/request_context.hpp"
#include "cancel/token/cancellation_source.hpp"

namespace cancel::mcp::testing {

// Stands behind a context: notes what is sent and asked, and can be cancelled.
class FakeLink final : public CallLink {
 public:
  const CancellationToken& token() const override { return token_; }
  const TokenName& operation() const override { return name_; }

  bool send(MessageKind kind, std::string json) override {
    const std::lock_guard lock(lock_);
    if (!is_open) return false;
    kinds.push_back(kind);
    sent.push_back(std::move(json));
    return true;
  }

  PeerAnswer ask(std::string_view method, const JsonText& params, Millis) override {
    asked.push_back(std::string(method) + " " + params.text());
    PeerAnswer answer;
    answer.status = status;
    answer.content = parse_json(answers.count(std::string(method)) != 0 ? answers.at(std::string(method)) : "{}");
    if (status == PeerAnswer::Status::cancelled) source.cancel(why("meanwhile"));
    return answer;
  }

  static Cancellation why(const std::string& reason) {
    Cancellation given;
    given.reason = reason;
    return given;
  }

  CancellationSource source;
  bool is_open = true;
  std::vector<MessageKind> kinds;
  std::vector<std::string> sent;
  std::vector<std::string> asked;
  std::map<std::string, std::string> answers;
  PeerAnswer::Status status = PeerAnswer::Status::result;

 private:
  std::mutex lock_;
  const CancellationToken token_ = source.token();
  const TokenName name_{"tests", "the-call"};
};

// A call with what its request said, as a test sets it before context() is asked for.
struct FakeCall {
  std::shared_ptr<RequestFacts> facts = std::make_shared<RequestFacts>();
  std::shared_ptr<FakeLink> link = std::make_shared<FakeLink>();
  const StateSealer* sealer = nullptr;

  FakeCall() { facts->method = "tools/call"; }

  void params(const std::string& json) {
    facts->message = std::make_shared<const JsonDocument>(parse_json(R"({"params":)" + json + "}"));
  }
  RequestContext& context() {
    if (!context_) context_ = std::make_unique<RequestContext>(facts, link, sealer);
    return *context_;
  }
  void cancel(const std::string& reason = "enough") { link->source.cancel(FakeLink::why(reason)); }

 private:
  std::unique_ptr<RequestContext> context_;
};

}  // namespace cancel::mcp::testing
