#include "executor/registry.hpp"

#include <algorithm>
#include <utility>

#include "cancel/token/cancellation_callback.hpp"
#include "executor/carry_out.hpp"
#include "executor/kept_result.hpp"

namespace cancel::mcp {

namespace {

CancellationWish wish_of(const Cancellation& why) {
  return CancellationWish{.reason = why.reason, .cause = why.cause, .mode = why.mode, .requested_by = why.requested_by};
}

CancellationWish lifetime_over(Millis lifetime) {
  return CancellationWish{.reason = "it ran longer than " + std::to_string(lifetime.count()) + " ms",
                          .cause = Cause::timeout};
}

OperationOptions operation_of(const ExecuteOptions& options) {
  OperationOptions operation{.id = random_name(), .parents = options.parents, .request_id = options.request_id};
  if (!options.type.empty()) operation.tool = options.type;
  operation.grace = options.grace;
  operation.force = options.force;
  operation.labels = options.labels;
  operation.labels.emplace("mcp.operation", options.type);
  return operation;
}

// What the work sees of its operation.
class Run : public RunningOperation {
 public:
  Run(OperationRecord& record, const Work& work) : record_(record), name_(work.name()), token_(work.token()) {}

  const std::string& id() const override { return record_.id(); }
  const TokenName& name() const override { return name_; }
  const CancellationToken& token() const override { return token_; }
  void progress(double done, std::optional<double> total, std::string_view message) override {
    record_.progress(done, total, message);
  }

 private:
  OperationRecord& record_;
  const TokenName name_;
  const CancellationToken token_;
};

}  // namespace

struct Executor::Registry::Launch {
  Record record;
  std::shared_ptr<Work> work;
  Task task;
  Timer::Alarm lifetime{};
  bool keep = false;
};

Executor::Registry::Registry(Client* client, ExecutorOptions options)
    : client_(client), options_(options), pool_(std::max<std::size_t>(options.max_running, 1)) {}

Executor::Registry::~Registry() {
  stop(Millis{0}, "the server is shutting down", Mode::graceful);
}

OperationStatus Executor::Registry::execute(Task work, ExecuteOptions options) {
  const CancellationToken caller = options.caller;
  const bool stop_with_caller = options.stop_with_caller;
  const Millis patience = options.answer_within.value_or(options_.answer_within);
  if (stop_with_caller) caller.throw_if_cancelled();

  const Record record = begin(std::move(work), std::move(options));
  const bool ended = record->wait(steady_after(patience), caller);
  if (!ended && stop_with_caller && caller.is_cancelled()) stop_soon(record, wish_of(*caller.cancellation()));
  return record->status();
}

Executor::Registry::Record Executor::Registry::begin(Task work, ExecuteOptions options) {
  reserve();
  Record record;
  try {
    auto launch = std::make_shared<Launch>();
    launch->task = std::move(work);
    launch->keep = options.keep_result || options_.keep_results;
    launch->work = std::make_shared<Work>(client_, operation_of(options));
    launch->record = record = enter(options, launch->work);
    const Millis lifetime = options.max_lifetime.value_or(options_.max_lifetime);
    launch->lifetime = timer_.set(steady_after(lifetime), [this, lifetime, late = std::weak_ptr(record)] {
      if (const Record still_there = late.lock()) stop_soon(still_there, lifetime_over(lifetime));
    });
    pool_.run([this, launch] { run(*launch); });
  } catch (...) {
    take_back(record);
    throw;
  }
  return record;
}

void Executor::Registry::reserve() {
  const std::lock_guard guard(lock_);
  if (stopping_) throw ShuttingDown();
  if (running_ >= options_.max_running) throw TooManyOperations(options_.max_running);
  ++running_;
}

Executor::Registry::Record Executor::Registry::enter(const ExecuteOptions& options, std::shared_ptr<Work> work) {
  OperationStatus begun{
      .id = work->name().id, .space = work->name().space, .type = options.type, .owner = options.owner};
  begun.attachment = options.attachment;
  Record record;
  std::optional<CancellationWish> stopping;
  {
    const std::lock_guard guard(lock_);
    record = std::make_shared<OperationRecord>(++last_begun_, std::move(begun), std::move(work), options.time_to_live);
    by_id_.emplace(record->id(), record);
    in_order_.emplace(record->number(), record);
    stopping = stopping_;  // stop() has not seen this one
  }
  if (stopping) stop_soon(record, *stopping);
  return record;
}

// It could not be started.
void Executor::Registry::take_back(const Record& record) {
  if (record) forget(record);
  const std::lock_guard guard(lock_);
  --running_;
  idle_.notify_all();
}

void Executor::Registry::run(Launch& launch) {
  told(launch.record);
  Run operation(*launch.record, *launch.work);
  OperationEnd how = carry_out(launch.task, operation);
  launch.task = nullptr;  // what it holds is let go before anybody hears of the end
  timer_.drop(launch.lifetime);
  std::optional<std::string> kept;
  if (launch.keep && client_ != nullptr) kept = kept_text(launch.record->status(), how);
  launch.work->finish(outcome_of(how), how.error, std::move(kept));
  launch.work.reset();
  end(launch.record, std::move(how));
  told(launch.record);
  launch.record.reset();
}

void Executor::Registry::end(const Record& record, OperationEnd how) {
  const SteadyTime forget_at = record->forget_at(options_.retention);
  Record oldest;
  {
    const std::lock_guard guard(lock_);
    record->end(std::move(how));
    const auto forgetting = timer_.set(forget_at, [this, late = std::weak_ptr(record)] {
      if (const Record still_there = late.lock()) forget(still_there);
    });
    ended_.emplace(++last_ended_, Ended{record, forgetting});
    ended_as_.emplace(record->id(), last_ended_);
    if (ended_.size() > options_.max_kept) oldest = ended_.begin()->second.record;
    --running_;
    idle_.notify_all();
  }
  if (oldest) forget(oldest);
}

void Executor::Registry::forget(const Record& record) {
  const std::lock_guard guard(lock_);  // `record` keeps what is let go here until the lock is left
  by_id_.erase(record->id());
  in_order_.erase(record->number());
  const auto ended = ended_as_.find(record->id());
  if (ended == ended_as_.end()) return;
  timer_.drop(ended_.at(ended->second).forgetting);
  ended_.erase(ended->second);
  ended_as_.erase(ended);
}

// Callbacks of the work's token may take their time: neither the timer, nor a caller, nor stop() waits for them.
void Executor::Registry::stop_soon(const Record& record, const CancellationWish& wish) {
  const std::shared_ptr<Work> work = record->ask_to_stop(wish);
  if (!work) return;
  canceller_.post([work, wish] { work->cancel(wish); });
  told(record);
}

bool Executor::Registry::cancel(const std::string& id, const std::string& owner, const CancellationWish& wish) {
  const Record record = find(id, owner);
  if (!record) return false;
  if (const std::shared_ptr<Work> work = record->ask_to_stop(wish)) {
    work->cancel(wish);
    told(record);
  }
  return true;
}

void Executor::Registry::told(const Record& record) {
  std::shared_ptr<const std::function<void(const OperationStatus&)>> listener;
  {
    const std::lock_guard guard(lock_);
    listener = listener_;
  }
  const auto& attachment = record->attachment();
  if (!attachment && !listener) return;
  const OperationStatus status = record->status();
  if (attachment) attachment->changed(status);
  if (!listener) return;
  try {
    (*listener)(status);
  } catch (...) {
    cancel::detail::report_exception(std::current_exception());
  }
}

void Executor::Registry::on_change(std::function<void(const OperationStatus&)> listener) {
  std::shared_ptr<const std::function<void(const OperationStatus&)>> next;
  if (listener) next = std::make_shared<const std::function<void(const OperationStatus&)>>(std::move(listener));
  const std::lock_guard guard(lock_);
  listener_.swap(next);
}

Executor::Registry::Record Executor::Registry::find(const std::string& id, const std::string& owner) const {
  const std::lock_guard guard(lock_);
  const auto found = by_id_.find(id);
  return found != by_id_.end() && found->second->is_visible_to(owner) ? found->second : nullptr;
}

std::optional<OperationStatus> Executor::Registry::wait(const std::string& id, const std::string& owner,
                                                        SteadyTime until, const CancellationToken& caller) {
  const Record record = find(id, owner);
  if (!record) return look_up_kept(id, owner);
  record->wait(until, caller);
  return record->status();
}

std::vector<OperationStatus> Executor::Registry::list(const std::string& owner,
                                                      std::optional<OperationState> state) const {
  std::vector<Record> theirs;
  {
    const std::lock_guard guard(lock_);
    for (const auto& [number, record] : in_order_) {
      if (record->owner() == owner) theirs.push_back(record);
    }
  }
  std::vector<OperationStatus> found;
  for (const Record& record : theirs) {
    OperationStatus status = record->status();
    if (!state || status.state == *state) found.push_back(std::move(status));
  }
  return found;
}

std::vector<Executor::Registry::Record> Executor::Registry::running() const {
  std::vector<Record> found;
  const std::lock_guard guard(lock_);
  for (const auto& [number, record] : in_order_) {
    if (!ended_as_.contains(record->id())) found.push_back(record);
  }
  return found;
}

bool Executor::Registry::stop(Millis time, const std::string& reason, Mode mode) {
  const SteadyTime until = steady_after(time);
  const CancellationWish wish{.reason = reason, .cause = Cause::server_shutdown, .mode = mode};
  bool first = false;
  {
    const std::lock_guard guard(lock_);
    first = !stopping_.has_value();
    if (first) stopping_ = wish;
  }
  if (first || mode == Mode::force) {
    for (const Record& record : running()) stop_soon(record, wish);
  }
  {
    std::unique_lock guard(lock_);
    if (!idle_.wait_until(guard, until, [this] { return running_ == 0; })) return false;
  }
  // Its work is over; the threads still tell so.
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
  return pool_.wait_until_idle(std::max(left, std::chrono::milliseconds(0)));
}

std::optional<OperationStatus> Executor::Registry::look_up_kept(const std::string& id, const std::string& owner) const {
  constexpr Millis patience{1'000};
  const auto is_ours = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  };
  const bool may_be_one = !id.empty() && id.size() <= 64 && std::all_of(id.begin(), id.end(), is_ours);
  if (client_ == nullptr || !may_be_one) return std::nullopt;
  const auto answer = client_->call(ReadResult{client_->name(id)}, CallOptions{.timeout = patience});
  if (!answer) return std::nullopt;
  return status_from_kept(id, *answer, owner);
}

}  // namespace cancel::mcp
