#include "top/worker.hpp"

#include <signal.h>

#include <utility>

#include "cancel/client/rpc_client.hpp"
#include "cancel/wire/method_names.hpp"
#include "cancel/wire/reply_decoder.hpp"
#include "cancel/wire/request_encoder.hpp"
#include "program/failure.hpp"
#include "top/token_history.hpp"

namespace cancel::top {

// What the worker's thread has to itself.
class Worker::Granting {
 public:
  Granting(Messaging& messaging, const Options& options)
      : options_(options), client_(messaging, options.endpoint), history_(client_, options.answer_within) {}

  WishAnswer grant(const HistoryWish& wish) { return history_.read(wish); }

  WishAnswer grant(const CancelWish& wish) {
    CancelToken command;
    command.name = wish.name;
    command.wish.mode = wish.mode;
    command.wish.requested_by = options_.requester;
    if (!wish.reason.empty()) command.wish.reason = wish.reason;
    const CommandBody body = command;
    const CallResult result = client_.call(method_of(body), encode_params(body), options_.answer_within);
    return answer_to(wish, result);
  }

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

  const Options& options_;
  RpcClient client_;
  TokenHistory history_;
};

Worker::Worker(Messaging& messaging, Options options)
    : options_(std::move(options)), granting_(std::make_unique<Granting>(messaging, options_)) {
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
