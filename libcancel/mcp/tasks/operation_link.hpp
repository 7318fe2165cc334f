#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "cancel/mcp/executor.hpp"
#include "cancel/mcp/request_context.hpp"
#include "tasks/long_call.hpp"

namespace cancel::mcp {

// What stands behind the context of work that may outlive its request: progress and log go where the request can still
// take them, questions to whoever waits for the operation. Thread-safe; `operation` must outlive it.
class OperationLink : public CallLink {
 public:
  OperationLink(RunningOperation& operation, std::shared_ptr<LongCall> call)
      : operation_(operation), call_(std::move(call)) {}

  const CancellationToken& token() const override { return operation_.token(); }
  const TokenName& operation() const override { return operation_.name(); }
  bool send(MessageKind kind, std::string json) override;
  PeerAnswer ask(std::string_view method, const JsonText& params, Millis timeout) override;

 private:
  RunningOperation& operation_;
  const std::shared_ptr<LongCall> call_;
  std::atomic<std::uint64_t> asked_{0};
};

}  // namespace cancel::mcp
