#include "cancel/mcp/executor.hpp"

#include <utility>

#include "executor/registry.hpp"

namespace cancel::mcp {

std::string_view to_string(OperationState state) {
  switch (state) {
    case OperationState::running:
      return "running";
    case OperationState::completed:
      return "completed";
    case OperationState::failed:
      return "failed";
    case OperationState::cancelled:
      break;
  }
  return "cancelled";
}

ShuttingDown::ShuttingDown() : std::runtime_error("the server is shutting down: nothing new is begun") {}

TooManyOperations::TooManyOperations(std::size_t limit)
    : std::runtime_error("too many operations are running: at most " + std::to_string(limit) + " at once") {}

Executor::Executor(Client* client, ExecutorOptions options) : registry_(std::make_unique<Registry>(client, options)) {}

Executor::~Executor() = default;

OperationStatus Executor::execute(Task work, ExecuteOptions options) {
  return registry_->execute(std::move(work), std::move(options));
}

std::optional<OperationStatus> Executor::wait(const std::string& id, const std::string& owner, Millis time,
                                              const CancellationToken& caller) {
  return registry_->wait(id, owner, steady_after(time), caller);
}

std::optional<OperationStatus> Executor::status(const std::string& id, const std::string& owner) {
  return registry_->wait(id, owner, steady_after(Millis{0}), {});
}

std::vector<OperationStatus> Executor::list(const std::string& owner, std::optional<OperationState> state) {
  return registry_->list(owner, state);
}

bool Executor::cancel(const std::string& id, const std::string& owner, CancellationWish wish) {
  return registry_->cancel(id, owner, wish);
}

void Executor::on_change(std::function<void(const OperationStatus&)> listener) {
  registry_->on_change(std::move(listener));
}

const ExecutorOptions& Executor::options() const noexcept {
  return registry_->options();
}

bool Executor::stop(Millis time, const std::string& reason, Mode mode) {
  return registry_->stop(time, reason, mode);
}

}  // namespace cancel::mcp
