#include "cancel/token/cancellation_source.hpp"

#include <algorithm>
#include <utility>

#include "deadline_thread.hpp"
#include "node.hpp"
#include "propagation.hpp"

namespace cancel {

using detail::Node;
using detail::Origin;
using detail::Propagation;

CancellationSource::CancellationSource() : node_(Node::make({})) {}

CancellationSource::CancellationSource(std::span<const CancellationToken> parents) : node_(Node::make(parents)) {}

CancellationSource::CancellationSource(const CancellationToken& parent) : CancellationSource(std::span(&parent, 1)) {}

CancellationSource::CancellationSource(std::initializer_list<CancellationToken> parents)
    : CancellationSource(std::span(parents.begin(), parents.size())) {}

CancellationSource::CancellationSource(std::stop_token parent, Cause cause) : CancellationSource() {
  node_.get()->follow(std::move(parent), cause);
}

bool CancellationSource::cancel(Cancellation why) const {
  Propagation propagation = Propagation::cancel(node_, std::move(why), Origin::here);
  propagation.run();
  return propagation.first();
}

bool CancellationSource::complete() const {
  Propagation propagation = Propagation::complete(node_);
  propagation.run();
  return propagation.first();
}

void CancellationSource::cancel_after(std::chrono::nanoseconds time) const {
  constexpr std::chrono::nanoseconds longest = std::chrono::hours{24 * 365 * 100};
  const auto deadline = detail::DeadlineClock::now() + std::clamp(time, std::chrono::nanoseconds{0}, longest);
  detail::DeadlineThread::instance().set(*node_.get(), deadline);
}

}  // namespace cancel
