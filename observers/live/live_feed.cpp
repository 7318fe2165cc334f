#include "live/live_feed.hpp"

#include <algorithm>
#include <chrono>
#include <thread>
#include <vector>

#include "cancel/client/event_follower.hpp"
#include "cancel/client/rpc_client.hpp"
#include "cancel/wire/method_names.hpp"
#include "cancel/wire/reply_decoder.hpp"
#include "cancel/wire/request_encoder.hpp"
#include "live/fetched.hpp"
#include "live/live_listing.hpp"

namespace cancel::live {

namespace {

using SteadyClock = std::chrono::steady_clock;

// What one fetch() keeps at most: so that take(), during which nobody can read, is short.
constexpr std::size_t most_fetched = 1'000;

Timestamp now() {
  return std::chrono::floor<Timestamp::duration>(std::chrono::system_clock::now());
}

}  // namespace

class LiveFeed::Impl {
 public:
  Impl(Messaging& messaging, const DaemonEndpoints& daemon, FeedOptions options)
      : messaging_(messaging),
        daemon_(daemon),
        options_(std::move(options)),
        state_(options_.state),
        client_(messaging, daemon.command) {}

  void fetch(Millis timeout) {
    patience_ends_ = SteadyClock::now() + options_.answer_within;
    if (!follower_ && !begin(timeout)) return;
    if (reachable_ && !introduced_) ask_info();
    if (reachable_) ask_doubtful();
    follow(timeout);
    if (reachable_) ask_statistics();
  }

  bool take() {
    Fetched fetched = std::exchange(fetched_, {});
    bool changed = fetched.listing || fetched.daemon || fetched.statistics || !fetched.items.empty();
    if (fetched.fault) changed = away(*fetched.fault) || changed;
    if (fetched.listing) take(*fetched.listing);
    if (fetched.daemon) take(*std::move(fetched.daemon));
    for (const OperationView& operation : fetched.operations) take(operation);
    for (const FollowedItem& item : fetched.items) {
      std::visit([this](const auto& content) { take(content); }, item);
    }
    for (TokenName& name : state_.take_doubtful()) doubtful_.push_back(std::move(name));
    if (fetched.statistics) {
      standing_.head = std::max(standing_.head, fetched.statistics->head);
      standing_.statistics = std::move(fetched.statistics);
      standing_.statistics_at = now();
    }
    return changed;
  }

  OnEvent on_event;
  OnReset on_reset;

  const LiveState& state() const { return state_; }
  const Standing& standing() const { return standing_; }

 private:
  // Lists what there is, and begins to follow. False: the daemon does not answer.
  bool begin(Millis timeout) {
    const auto until = SteadyClock::now() + timeout;
    std::string fault;
    auto listing = read_listing(client_, timeout, options_.answer_within, fault);
    if (!listing) {
      fetched_.fault = fault;
      std::this_thread::sleep_until(until);  // what refuses at once would be asked without end
      return false;
    }
    FollowOptions follow;
    follow.after = begin_after(listing->daemon);
    follow.answer_within = options_.answer_within;
    follower_.emplace(messaging_, daemon_, follow);
    log_id_ = listing->daemon.log_id;
    reachable_ = true;
    introduced_ = true;
    asking_ = false;
    doubtful_.clear();
    fetched_.items.clear();
    fetched_.listing = std::move(listing);
    return true;
  }

  Position begin_after(const InfoReply& daemon) const {
    const Position least = daemon.first > 0 ? daemon.first - 1 : 0;
    const bool known = options_.after && options_.after_log == daemon.log_id && *options_.after <= daemon.head;
    if (known) return std::max(*options_.after, least);
    const bool another = !log_id_.empty() || !options_.after_log.empty();
    if (options_.another_whole && another) return least;
    return std::max(daemon.head - std::min(daemon.head, options_.backlog), least);
  }

  void follow(Millis timeout) {
    auto item = follower_->next(timeout);
    while (item) {
      if (starts_over(*item)) {
        follower_.reset();  // begin() comes next
        options_.after.reset();
        return;
      }
      if (std::holds_alternative<Disconnected>(*item)) reachable_ = false;
      if (std::holds_alternative<Connected>(*item)) contact();
      fetched_.items.push_back(*std::move(item));
      if (fetched_.items.size() >= most_fetched) return;
      item = follower_->next(Millis{0});
    }
  }

  // What is known has a hole now, or is of another log.
  bool starts_over(const FollowedItem& item) const {
    const auto* connected = std::get_if<Connected>(&item);
    return std::holds_alternative<LogChanged>(item) || std::holds_alternative<Pruned>(item) ||
           (connected && connected->log_id != log_id_);
  }

  // It may be another daemon than before.
  void contact() {
    reachable_ = true;
    introduced_ = false;
    ask_info();
  }

  // Again with the next call where there is no answer.
  void ask_info() {
    asking_ = false;  // an answer that waits is dropped by the next call
    std::string fault;
    auto info = read_info(client_, patience(), fault);
    if (!info) return;
    fetched_.daemon = std::move(info);
    introduced_ = true;
  }

  // Before the events of now are fetched: what is asked here is as of now or of before them. Those that get no answer
  // are asked for again.
  void ask_doubtful() {
    auto name = doubtful_.begin();
    for (; name != doubtful_.end(); ++name) {
      asking_ = false;
      std::optional<OperationView> operation;
      if (!read_operation(client_, *name, patience(), operation)) break;
      if (operation) fetched_.operations.push_back(*std::move(operation));
    }
    doubtful_.erase(doubtful_.begin(), name);
  }

  // How long one call may still wait for answers altogether.
  Millis patience() const {
    return std::max(Millis{0}, std::chrono::duration_cast<Millis>(patience_ends_ - SteadyClock::now()));
  }

  // Never waits: the answer is looked for in later calls.
  void ask_statistics() {
    if (options_.statistics_every == Millis{0}) return;
    if (asking_) {
      const CallResult result = client_.finish(Millis{0});
      if (const auto* answer = std::get_if<RpcResult>(&result)) {
        if (auto decoded = decode_result<StatisticsReply>(answer->json))
          fetched_.statistics = std::move(decoded->reply);
      }
      const bool over =
          !std::holds_alternative<NoReply>(result) || SteadyClock::now() >= *asked_ + options_.answer_within;
      if (over) asking_ = false;
      return;
    }
    if (asked_ && SteadyClock::now() < *asked_ + options_.statistics_every) return;
    asking_ = client_.begin(method_of(CommandBody{ReadStatistics{}}), "{}", Millis{0});
    asked_ = SteadyClock::now();
  }

  bool away(const std::string& fault) {
    const bool changed = standing_.connected || standing_.fault != fault;
    if (standing_.connected) standing_.away_since = now();
    standing_.connected = false;
    standing_.fault = fault;
    return changed;
  }

  void take(const Listing& listing) {
    const bool again = !standing_.log_id.empty();
    state_.clear();
    standing_.log_id = listing.daemon.log_id;
    standing_.position = 0;
    standing_.head = listing.daemon.head;
    standing_.caught_up = false;
    if (again && on_reset) on_reset();
    take(InfoReply(listing.daemon));
    take(Connected{standing_.log_id, listing.daemon.head});
    for (const OperationView& operation : listing.operations) state_.list(operation);
    for (const TokenView& token : listing.shared) state_.list(token);
  }

  void take(InfoReply daemon) {
    if (daemon.graceful_timeout && daemon.force_timeout) {
      state_.set_default_times(*daemon.graceful_timeout, *daemon.force_timeout);
    }
    standing_.daemon = std::move(daemon);
  }

  // What events have told of its cancellation meanwhile is more.
  void take(const OperationView& operation) {
    const LiveToken* const known = state_.find(operation.name);
    if (!known || !known->cancellation) state_.list(operation);
  }

  void take(const FollowedEvent& item) {
    state_.apply(item.event);
    reached(item.event.position);
    if (on_event) on_event(item.event, item.json);
  }

  void take(const UnreadableEvent& item) { reached(item.position); }

  void take(const Connected& item) {
    standing_.connected = true;
    standing_.fault.clear();
    standing_.away_since.reset();
    standing_.caught_up = false;  // it says so when it is
    standing_.head = std::max(standing_.head, item.head);
  }

  void take(const Disconnected& item) { away(item.fault); }

  void take(const CaughtUp& item) {
    standing_.caught_up = true;
    reached(item.head);
  }

  void take(const Refused& item) { away("the daemon refuses to be read: " + item.error.message); }

  void take(const LogChanged&) {}
  void take(const Pruned&) {}

  void reached(Position position) {
    standing_.position = std::max(standing_.position, position);
    standing_.head = std::max(standing_.head, position);
  }

  Messaging& messaging_;
  DaemonEndpoints daemon_;
  FeedOptions options_;
  LiveState state_;
  Standing standing_;
  RpcClient client_;
  std::optional<EventFollower> follower_;
  std::string log_id_;  // that is followed
  bool reachable_ = false;
  bool introduced_ = false;  // the daemon has said what it is since it was reached
  SteadyClock::time_point patience_ends_{};
  bool asking_ = false;
  std::optional<SteadyClock::time_point> asked_;
  std::vector<TokenName> doubtful_;
  Fetched fetched_;
};

LiveFeed::LiveFeed(Messaging& messaging, const DaemonEndpoints& daemon, FeedOptions options)
    : impl_(std::make_unique<Impl>(messaging, daemon, std::move(options))) {}

LiveFeed::~LiveFeed() = default;

void LiveFeed::on_event(OnEvent callback) {
  impl_->on_event = std::move(callback);
}

void LiveFeed::on_reset(OnReset callback) {
  impl_->on_reset = std::move(callback);
}

void LiveFeed::fetch(Millis timeout) {
  impl_->fetch(timeout);
}

bool LiveFeed::take() {
  return impl_->take();
}

bool LiveFeed::step(Millis timeout) {
  fetch(timeout);
  return take();
}

const LiveState& LiveFeed::state() const {
  return impl_->state();
}

const Standing& LiveFeed::standing() const {
  return impl_->standing();
}

}  // namespace cancel::live
