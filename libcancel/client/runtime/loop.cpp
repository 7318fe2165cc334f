#include "runtime/loop.hpp"

#include <unistd.h>

#include <algorithm>
#include <utility>

#include "cancel/wire/request_encoder.hpp"

namespace cancel::client {

namespace {

// What becomes of tokens. Everything that is published comes by, so a hole shows in the positions; the rest is passed
// by.
FollowOptions cancellations(const ClientOptions& options) {
  FollowOptions follow;
  follow.filter.types = {EventType::cancellation_requested, EventType::cancellation_escalated,
                         EventType::cancellation_completed};
  follow.connection = options.connection;
  follow.answer_within = options.resend_after;
  return follow;
}

std::string own_host() {
  char name[256] = {};
  return gethostname(name, sizeof name - 1) == 0 ? name : "";
}

OpenSession wished_session(const ClientOptions& options) {
  OpenSession session;
  session.space = options.space;
  session.name = options.name;
  session.version = options.version;
  session.pid = getpid();
  if (const std::string host = own_host(); !host.empty()) session.host = host;
  session.lease = options.lease;
  return session;
}

}  // namespace

Loop::Loop(Core& core, zmq::context_t& context, DaemonEndpoints daemon)
    : core_(core),
      context_(context),
      daemon_(std::move(daemon)),
      exchanges_(context_, daemon_.command, core.options().connection),
      log_(context_, daemon_, cancellations(core.options())),
      log_check_(exchanges_, log_, core.options().resend_after),
      session_(exchanges_, wished_session(core.options()), core.prefix(), core.options().resend_after,
               session_handlers()),
      delivery_(core.outbox(), exchanges_, session_, core.prefix(), core.options().resend_after, delivery_handlers()),
      lookup_(exchanges_, core.options().resend_after,
              [this](const TokenName& name, const StatusReply& status) { see_status(name, status); }) {
  exchanges_.on_connected([this] { log_check_.begin(); });
}

Loop::~Loop() = default;

void Loop::run() {
  while (!stopping_.load()) {
    turn();
    sleep();
  }
  end();
}

// What is posted from now on is not carried out.
void Loop::end() {
  for (bool ended = false; !ended;) {
    take_posted();
    const std::lock_guard lock(lock_);
    ended = ended_ = posted_.empty();
  }
  end_reads(true);
  for (const auto& feed : feeds_) feed->end();
}

void Loop::turn() {
  waker_.clear();
  take_posted();
  follow_log();
  for (const auto& feed : feeds_) feed->step();
  exchanges_.step();
  log_check_.step();
  session_.step();
  if (log_.has_begun()) {  // else events of what is told now could be missed
    delivery_.step();
    lookup_.step();
  } else {
    delivery_.end_overdue();
  }
  begin_reads();
  end_reads(false);
  step_wind_up();
  exchanges_.flush();
}

void Loop::take_posted() {
  std::vector<std::function<void()>> tasks;
  {
    const std::lock_guard lock(lock_);
    tasks.swap(posted_);
  }
  for (const auto& task : tasks) task();
}

bool Loop::post(std::function<void()> task) {
  {
    const std::lock_guard lock(lock_);
    if (ended_) return false;
    posted_.push_back(std::move(task));
  }
  waker_.wake();
  return true;
}

void Loop::stop() {
  stopping_.store(true);
  waker_.wake();
}

void Loop::sleep() {
  std::vector<zmq::pollitem_t> items{waker_.readable()};
  exchanges_.add_wanted(items);
  log_.add_wanted(items);
  for (const auto& feed : feeds_) feed->add_wanted(items);
  wait_for(std::move(items), due());
}

WaitPoint Loop::due() {
  WaitPoint due = std::min({exchanges_.due(), log_.due(), log_check_.due(), session_.due(), delivery_.due()});
  for (const PendingRead& read : reads_) due = std::min(due, read.terms.give_up);
  for (const auto& feed : feeds_) due = std::min(due, feed->due());
  return due;
}

void Loop::ask(Question question, Terms terms, std::uint64_t behind, CallDone done) {
  reads_.push_back({std::move(question), terms, behind, std::move(done)});
}

// A read sees every change that was made before it, so it waits until those are settled.
void Loop::begin_reads() {
  if (reads_.empty()) return;
  const std::uint64_t settled = core_.outbox().settled_up_to();
  while (!reads_.empty() && reads_.front().behind <= settled) {
    PendingRead read = std::move(reads_.front());
    reads_.pop_front();
    exchanges_.begin({std::move(read.question)}, read.terms,
                     [done = std::move(read.done)](const ExchangeOutcome& outcome) {
                       if (const auto* answers = std::get_if<Answers>(&outcome)) {
                         return std::visit([&](const auto& answer) { done(answer); }, answers->front());
                       }
                       const auto* missing = std::get_if<NoReply>(&outcome);
                       done(missing != nullptr ? *missing : NoReply{true});
                     });
  }
}

void Loop::end_reads(bool all) {
  const WaitPoint now = WaitClock::now();
  std::erase_if(reads_, [&](const PendingRead& read) {
    if (!all && now < read.terms.give_up) return false;
    read.done(NoReply{false});
    return true;
  });
}

void Loop::remove(const std::shared_ptr<SubscriptionFeed>& feed) {
  std::erase(feeds_, feed);
}

std::shared_ptr<SubscriptionFeed> Loop::new_feed(const FollowOptions& options) {
  return std::make_shared<SubscriptionFeed>(context_, daemon_, options);
}

void Loop::wind_up(Millis timeout) {
  const WaitPoint until = wait_point_after(timeout);
  post([this] { winding_ = Winding::delivering; });
  std::unique_lock lock(lock_);
  wound_up_.wait_until(lock, until, [this] { return is_wound_up_; });
}

void Loop::step_wind_up() {
  if (winding_ == Winding::delivering && core_.outbox().is_empty()) {
    winding_ = Winding::closing_session;
    if (!session_.id()) {
      winding_ = Winding::done;
    } else {
      const std::string params = encode_params(CloseSession{*session_.id()}, core_.prefix() + "-close");
      exchanges_.begin({{"session/close", params}}, {core_.options().resend_after},
                       [this](const ExchangeOutcome&) { winding_ = Winding::done; });
    }
  }
  if (winding_ != Winding::done) return;
  {
    const std::lock_guard lock(lock_);
    is_wound_up_ = true;
  }
  wound_up_.notify_all();
}

}  // namespace cancel::client
