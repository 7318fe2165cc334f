#include "calls/admission.hpp"

#include <system_error>
#include <utility>

#include "calls/call_queue.hpp"

namespace cancel::mcp {

Admission::Admission(WorkerPool& pool, std::size_t max_waiting) : queue_(std::make_shared<Queue>(pool, max_waiting)) {}

Admission::~Admission() = default;

bool Admission::submit(CallNeeds needs, const CancellationToken& token, std::function<void()> run,
                       std::function<void()> left) {
  return queue_->submit(std::move(needs), token, std::move(run), std::move(left));
}

std::size_t Admission::waiting() const {
  return queue_->waiting();
}

std::size_t Admission::running() const {
  return queue_->running();
}

}  // namespace cancel::mcp
