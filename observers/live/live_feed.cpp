#include "live/live_feed.hpp"

#include <utility>

#include "live/live_fetcher.hpp"
#include "live/live_intake.hpp"

namespace cancel::live {

struct LiveFeed::Impl {
  Impl(Messaging& messaging, const DaemonEndpoints& daemon, const FeedOptions& options)
      : fetcher(messaging, daemon, options), intake(options.state) {}

  LiveFetcher fetcher;
  LiveIntake intake;
};

LiveFeed::LiveFeed(Messaging& messaging, const DaemonEndpoints& daemon, const FeedOptions& options)
    : impl_(std::make_unique<Impl>(messaging, daemon, options)) {}

LiveFeed::~LiveFeed() = default;

void LiveFeed::on_event(OnEvent callback) {
  impl_->intake.on_event = std::move(callback);
}

void LiveFeed::on_reset(OnReset callback) {
  impl_->intake.on_reset = std::move(callback);
}

void LiveFeed::fetch(Millis timeout) {
  impl_->fetcher.fetch(timeout);
}

bool LiveFeed::take() {
  const bool changed = impl_->intake.take(impl_->fetcher.hand_over());
  impl_->fetcher.ask_for(impl_->intake.take_doubtful());
  return changed;
}

bool LiveFeed::step(Millis timeout) {
  fetch(timeout);
  return take();
}

const LiveState& LiveFeed::state() const {
  return impl_->intake.state();
}

const Standing& LiveFeed::standing() const {
  return impl_->intake.standing();
}

}  // namespace cancel::live
