#include "follow/following.hpp"

#include <algorithm>
#include <utility>

namespace cancel::client {

Following::Following(zmq::context_t& context, const DaemonEndpoints& daemon, FollowOptions options)
    : options_(std::move(options)),
      complete_(topics_for(options_.filter).complete),
      requests_(context, daemon.command, options_.connection),
      stream_(context, daemon.event, topics_for(options_.filter), options_.queue, options_.connection),
      inquiry_(requests_, options_.answer_within, options_.longest_pause),
      position_(options_.after),
      proven_(options_.after && options_.log_id),
      log_id_(options_.after ? options_.log_id : std::nullopt) {
  read_on();
}

std::optional<FollowedItem> Following::next(WaitPoint until) {
  for (;;) {
    if (auto item = try_next()) return item;
    if (WaitClock::now() >= until) return std::nullopt;
    std::vector<zmq::pollitem_t> items;
    add_wanted(items);
    wait_for(items, std::min(until, due()));
  }
}

std::optional<FollowedItem> Following::try_next() {
  if (ready_.empty()) advance();
  if (ready_.empty()) return std::nullopt;
  FollowedItem item = std::move(ready_.front());
  ready_.pop_front();
  return item;
}

void Following::advance() {
  if (live_) {
    advance_live();
  } else {
    advance_reading();
  }
}

void Following::add_wanted(std::vector<zmq::pollitem_t>& items) {
  items.push_back(live_ ? stream_.message_receivable() : inquiry_.wanted());
  items.push_back(stream_.change_receivable());
}

void Following::note_up(const std::string& log_id, Position head) {
  if (link_ == Link::up) return;
  link_ = Link::up;
  tell_caught_up_ = true;
  ready_.push_back(Connected{log_id, head});
}

void Following::note_down(const std::string& fault) {
  if (link_ == Link::down) return;
  link_ = Link::down;
  ready_.push_back(Disconnected{fault});
}

}  // namespace cancel::client
