#include <catch2/catch.hpp>

#include <atomic>
#include <random>

#include "client_scene.hpp"

using namespace cancel;
using namespace scene;

namespace {

constexpr int threads = 8;
constexpr int steps = 40;

// One thread that does anything that a client can be asked for.
class User {
 public:
  User(Client& client, unsigned seed, std::atomic<int>& callbacks)
      : client_(client), random_(seed), callbacks_(callbacks) {}

  void work() {
    for (int step = 0; step < steps; ++step) one_step();
  }

 private:
  std::string any_name() { return "n" + std::to_string(random_() % 30); }

  void one_step() {
    switch (random_() % 7) {
      case 0:
      case 1:
        return start();
      case 2:
        if (!running_.empty()) running_.erase(running_.begin() + static_cast<long>(random_() % running_.size()));
        return;
      case 3:
        return client_.cancel(TokenName{"default", any_name()}, {.reason = "at random"}, random_() % 2 == 0);
      case 4: {
        const CancellationToken token = client_.watch(TokenName{"default", any_name()});
        const CancellationCallback callback(token, [this] { ++callbacks_; });
        return;
      }
      case 5:
        if (!running_.empty()) running_.back().cancel();
        return;
      default:
        return client_.call(ReadStatus{{"default", any_name()}}, {},
                            [&callbacks = callbacks_](const auto&) { ++callbacks; });
    }
  }

  void start() {
    OperationOptions options;
    if (random_() % 2 == 0) options.id = any_name();
    if (!running_.empty()) options.parents.emplace_back(running_.back().token());
    if (random_() % 4 == 0) options.deadline = Millis{random_() % 3};
    try {
      running_.push_back(client_.start(options));
    } catch (const std::invalid_argument&) {  // the name is taken
    }
  }

  Client& client_;
  std::mt19937 random_;
  std::atomic<int>& callbacks_;
  std::vector<Operation> running_;
};

}  // namespace

TEST_CASE("eight threads use one client at random, and every operation of the log ends", "[random]") {
  const unsigned seed = std::random_device{}();
  INFO("seed " << seed);
  RunningDaemon daemon;
  std::atomic<int> callbacks{0};
  Client client(options_for(daemon));
  {
    std::vector<User> users;
    for (unsigned index = 0; index < threads; ++index) users.emplace_back(client, seed + index, callbacks);
    std::vector<std::thread> running;
    for (User& user : users) running.emplace_back([&user] { user.work(); });
    for (std::thread& thread : running) thread.join();
  }
  REQUIRE(client.flush(long_enough()));
  CHECK(client.call(ListOperations{}, {.timeout = long_enough()})->operations.empty());
  CHECK(is_whole(all_events(client)));
  client.close();  // completions refer to this test
}
