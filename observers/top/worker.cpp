#include "top/worker.hpp"

#include <signal.h>

#include <utility>

#include "cancel/wire/reply_decoder.hpp"
#include "program/failure.hpp"
#include "top/daemon_caller.hpp"
#include "top/token_history.hpp"

namespace cancel::top {

// What the worker's thread has to itself.
class Worker::Granting {
 public:
  Granting(Messaging& messaging, const Options& options)
      : requester_(options.requester), daemon_(messaging, options.endpoint, options.answer_within), history_(daemon_) {}

  WishAnswer grant(const HistoryWish& wish) { return history_.read(wish); }

  WishAnswer grant(const CancelWish& wish) {
    CancelToken command;
    command.name = wish.name;
    command.wish.mode = wish.mode;
    command.wish.requested_by = requester_;
    if (!wish.reason.empty()) command.wish.reason = wish.reason;
    return answer_to(wish, daemon_.call(command));
  }

  void stop() { daemon_.stop(); }

 private:
  static CancelAnswer answer_to(const CancelWish& wish, const CallResult& result) {
    if (const auto* error = std::get_if<RpcError>(&result)) return {wish.name, true, program::describe(*error)};
    if (const auto* none = std::get_if<NoReply>(&result)) {
      return {wish.name, true,
              none->sent ? "the daemon has not answered: it may have happened all the same"
                         : "the daemon can not be reached: nothing has happened"};
    }
    const auto decoded = decode_result<CancelReply>(std::get<RpcResult>(result).json);
    if (!decoded) return {wish.name, true, "the daemon's answer is not understood: " + decoded.error().message};
    const CancelReply& reply = decoded->reply;
    const std::string state = ", " + std::string(to_string(reply.state)) + " at #" + std::to_string(reply.position);
    return {wish.name, false, (reply.already_cancelled ? "it was cancelled before" : "cancelled") + state};
  }

  const std::string requester_;
  DaemonCaller daemon_;
  TokenHistory history_;
};

Worker::Worker(Messaging& messaging, const Options& options)
    : granting_(std::make_unique<Granting>(messaging, options)) {
  // Signals are for the thread that has the terminal.
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  thread_ = std::thread([this] { run(); });
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

Worker::~Worker() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  granting_->stop();
  changed_.notify_all();
  thread_.join();
}

void Worker::wish(Wish wish) {
  {
    const std::lock_guard lock(mutex_);
    wishes_.push_back(std::move(wish));
  }
  changed_.notify_all();
}

std::vector<WishAnswer> Worker::take_answers() {
  const std::lock_guard lock(mutex_);
  return std::exchange(answers_, {});
}

void Worker::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return stopping_ || !wishes_.empty(); });
    if (stopping_) return;
    const Wish wish = std::move(wishes_.front());
    wishes_.pop_front();
    lock.unlock();
    WishAnswer answer = std::visit([this](const auto& wanted) { return granting_->grant(wanted); }, wish);
    lock.lock();
    answers_.push_back(std::move(answer));
  }
}

}  // namespace cancel::top
