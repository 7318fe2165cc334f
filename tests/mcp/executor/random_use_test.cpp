#include <atomic>
#include <future>
#include <map>
#include <random>

#include "executor_scene.hpp"

using namespace scene;

namespace {

struct Ended {
  State state;
  std::optional<JsonText> result;
  std::optional<std::string> error;
  std::optional<Cancellation> cancellation;
  bool operator==(const Ended&) const = default;
};

// What everybody saw of operations that had ended: it has to be the same for ever.
class Witness {
 public:
  void see(const std::optional<OperationStatus>& status) {
    if (!status || status->state == State::running) return;
    const Ended end{status->state, status->result, status->error, status->cancellation};
    const std::lock_guard guard(lock_);
    const auto [place, is_new] = ends_.emplace(status->id, end);
    if (!is_new && !(place->second == end)) ++contradictions_;
    const bool is_whole = (end.state == State::completed) == end.result.has_value() &&
                          (end.state != State::failed || end.error) &&
                          (end.state != State::cancelled || end.cancellation);
    if (!is_whole) ++contradictions_;
  }
  int contradictions() const { return contradictions_; }
  std::size_t ends() const { return ends_.size(); }

 private:
  std::mutex lock_;
  std::map<std::string, Ended> ends_;
  int contradictions_ = 0;
};

// Works in small steps, and ends in one of the ways that work can end in.
Executor::Task random_work(unsigned number) {
  return [number](RunningOperation& operation) -> JsonText {
    for (unsigned step = 0; step < number % 5; ++step) {
      operation.progress(step, {}, "step");
      if (number % 2 == 0 && operation.token().wait(Stage::requested, 50us * (number % 7))) {
        operation.token().throw_if_cancelled();
      }
    }
    if (number % 11 == 0) throw std::runtime_error("failed " + std::to_string(number));
    return text(std::to_string(number));
  };
}

}  // namespace

TEST_CASE("whatever is done to operations at the same time, each ends once and stays so", "[executor][concurrent]") {
  const unsigned seed = std::random_device()();
  INFO("seed " << seed);
  Witness witness;
  Executor executor(nullptr, {.max_lifetime = Millis{5}, .max_running = 64});
  std::mutex lock;
  std::vector<std::string> ids;
  std::vector<std::future<void>> threads;
  for (unsigned thread = 0; thread < 6; ++thread) {
    threads.push_back(std::async(std::launch::async, [&, thread] {
      std::mt19937 random(seed + thread);
      for (int step = 0; step < 60; ++step) {
        std::string id;
        {
          const std::lock_guard guard(lock);
          if (!ids.empty()) id = ids[random() % ids.size()];
        }
        switch (random() % 6) {
          case 0:
            executor.cancel(id, "", {.reason = "by thread " + std::to_string(thread)});
            break;
          case 1:
            witness.see(executor.wait(id, "", Millis{static_cast<int>(random() % 3)}));
            break;
          case 2:
            witness.see(executor.status(id, ""));
            break;
          default:
            const CancellationSource call;
            ExecuteOptions options{.type = "random", .answer_within = Millis{static_cast<int>(random() % 2)}};
            options.caller = call.token();
            options.stop_with_caller = random() % 2 == 0;
            if (random() % 3 == 0) call.cancel_after(std::chrono::microseconds(random() % 500));
            try {
              const auto status = executor.execute(random_work(static_cast<unsigned>(random())), options);
              witness.see(status);
              const std::lock_guard guard(lock);
              ids.push_back(status.id);
            } catch (const TooManyOperations&) {
            } catch (const Cancelled&) {
            }
        }
      }
    }));
  }
  for (auto& thread : threads) thread.get();
  for (const std::string& id : ids) witness.see(executor.wait(id, "", long_enough));
  CHECK(witness.contradictions() == 0);
  CHECK(witness.ends() == ids.size());
  CHECK(executor.stop(long_enough));
}
