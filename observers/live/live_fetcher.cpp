#include "live/live_fetcher.hpp"

#include <algorithm>
#include <thread>
#include <utility>

#include "cancel/wire/method_names.hpp"
#include "cancel/wire/reply_decoder.hpp"
#include "cancel/wire/request_encoder.hpp"
#include "live/live_listing.hpp"

namespace cancel::live {

namespace {

// What one fetch() keeps at most: so that making something of it, during which nobody can read, is short.
constexpr std::size_t most_fetched = 1'000;

}  // namespace

LiveFetcher::LiveFetcher(Messaging& messaging, const DaemonEndpoints& daemon, const FeedOptions& options)
    : messaging_(messaging), daemon_(daemon), options_(options), client_(messaging, daemon.command) {}

void LiveFetcher::fetch(Millis timeout) {
  patience_ends_ = SteadyClock::now() + options_.answer_within;
  if (!follower_ && !begin(timeout)) return;
  if (reachable_ && !introduced_) ask_info();
  if (reachable_) ask_doubtful();
  follow(timeout);
  if (reachable_) ask_statistics();
}

Fetched LiveFetcher::hand_over() {
  return std::exchange(fetched_, {});
}

void LiveFetcher::ask_for(std::vector<TokenName> names) {
  for (TokenName& name : names) doubtful_.push_back(std::move(name));
}

// Lists what there is, and begins to follow. False: the daemon does not answer.
bool LiveFetcher::begin(Millis timeout) {
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

Position LiveFetcher::begin_after(const InfoReply& daemon) const {
  const Position least = daemon.first > 0 ? daemon.first - 1 : 0;
  const bool known = options_.after && options_.after_log == daemon.log_id && *options_.after <= daemon.head;
  if (known) return std::max(*options_.after, least);
  const bool another = !log_id_.empty() || !options_.after_log.empty();
  if (options_.another_whole && another) return least;
  return std::max(daemon.head - std::min(daemon.head, options_.backlog), least);
}

void LiveFetcher::follow(Millis timeout) {
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
bool LiveFetcher::starts_over(const FollowedItem& item) const {
  const auto* connected = std::get_if<Connected>(&item);
  return std::holds_alternative<LogChanged>(item) || std::holds_alternative<Pruned>(item) ||
         (connected && connected->log_id != log_id_);
}

// It may be another daemon than before.
void LiveFetcher::contact() {
  reachable_ = true;
  introduced_ = false;
  ask_info();
}

// Again with the next call where there is no answer.
void LiveFetcher::ask_info() {
  asking_ = false;  // an answer that waits is dropped by the next call
  std::string fault;
  auto info = read_info(client_, patience(), fault);
  if (!info) return;
  fetched_.daemon = std::move(info);
  introduced_ = true;
}

// Before the events of now are fetched: what is asked here is as of now or of before them. Those that get no answer
// are asked for again.
void LiveFetcher::ask_doubtful() {
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
Millis LiveFetcher::patience() const {
  return std::max(Millis{0}, std::chrono::duration_cast<Millis>(patience_ends_ - SteadyClock::now()));
}

// Never waits: the answer is looked for in later calls.
void LiveFetcher::ask_statistics() {
  if (options_.statistics_every == Millis{0}) return;
  if (asking_) return look_for_statistics();
  if (asked_ && SteadyClock::now() < *asked_ + options_.statistics_every) return;
  asking_ = client_.begin(method_of(CommandBody{ReadStatistics{}}), "{}", Millis{0});
  asked_ = SteadyClock::now();
}

void LiveFetcher::look_for_statistics() {
  const CallResult result = client_.finish(Millis{0});
  if (const auto* answer = std::get_if<RpcResult>(&result)) {
    if (auto decoded = decode_result<StatisticsReply>(answer->json)) fetched_.statistics = std::move(decoded->reply);
  }
  const bool over = !std::holds_alternative<NoReply>(result) || SteadyClock::now() >= *asked_ + options_.answer_within;
  if (over) asking_ = false;
}

}  // namespace cancel::live
