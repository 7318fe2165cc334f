#include <future>
#include <map>
#include <random>

#include "long_calls_scene.hpp"

using namespace scene;

namespace {

// What a task came to, once it has ended: the same for whoever asks, for ever.
class Witness {
 public:
  void see(const std::string& id, const std::string& status) {
    if (status == "working" || status == "input_required") return;
    const std::lock_guard guard(lock_);
    const auto [place, is_new] = ends_.emplace(id, status);
    if (!is_new && place->second != status) contradictions_.push_back(id + ": " + place->second + ", " + status);
  }
  std::vector<std::string> contradictions() const { return contradictions_; }

 private:
  std::mutex lock_;
  std::map<std::string, std::string> ends_;
  std::vector<std::string> contradictions_;
};

ToolHandler random_tool() {
  return [](RequestContext& context, const Json&) {
    thread_local std::mt19937 random(std::random_device{}());
    for (int step = 0; step < 3; ++step) {
      context.progress(step, 3);
      if (random() % 4 != 0) context.sleep_for(std::chrono::microseconds(random() % 400));
      if (random() % 2 == 0) context.throw_if_cancelled();
    }
    if (random() % 4 == 0) context.ask(Question{"who", "elicitation/create"}, {}, Millis{5});
    if (random() % 8 == 0) return ToolResult::error("failed");
    return ToolResult::text("done");
  };
}

}  // namespace

TEST_CASE("tasks of both contracts end once, whatever is done to them at the same time", "[tasks][concurrent]") {
  const unsigned seed = std::random_device()();
  INFO("seed " << seed);
  Witness witness;
  LongCallsScene scene({.answer_within = Millis{1}, .max_lifetime = Millis{20'000}});
  scene.add("work", random_tool());
  std::mutex lock;
  std::vector<std::string> legacy;
  std::vector<std::string> modern;
  std::vector<std::future<void>> threads;
  for (unsigned thread = 0; thread < 6; ++thread) {
    threads.push_back(std::async(std::launch::async, [&, thread] {
      std::mt19937 random(seed + thread);
      for (int step = 0; step < 40; ++step) {
        const bool is_modern = random() % 2 == 0;
        const Peer peer = is_modern ? modern_peer() : legacy_peer();
        std::string id = "none";
        {
          const std::lock_guard guard(lock);
          const auto& ids = is_modern ? modern : legacy;
          if (!ids.empty()) id = ids[random() % ids.size()];
        }
        const auto request = std::make_shared<FakeRequest>();
        if (random() % 2 == 0) request->reply_with("{}");
        switch (random() % 7) {
          case 0: {
            const WhatCame outcome = scene.task(peer, "tasks/cancel", id);
            if (!is_modern && outcome.result) witness.see(id, *find_text(*outcome.result, "status"));
            break;
          }
          case 1: {
            const WhatCame outcome = scene.task(peer, "tasks/get", id);
            if (outcome.result) witness.see(id, *find_text(*outcome.result, "status"));
            break;
          }
          case 2:
            if (is_modern) {
              scene.task(peer, "tasks/update", id, R"(,"inputResponses":{"who":{"name":"Ann"}})");
            } else if (id != "none") {
              scene.send(peer, "tasks/result", R"({"taskId":")" + id + "\"}", request);
            }
            break;
          case 3:
            scene.resume(peer, id, R"(,"wait_time":0.001)", request);
            break;
          default: {
            if (random() % 8 == 0) request->cancel("random");
            const WhatCame outcome = scene.call(peer, "work", is_modern ? "" : R"(,"task":{})", request);
            if (!outcome.result) break;
            const Json* task = is_modern ? &*outcome.result : find(*outcome.result, "task");
            const auto made = task != nullptr ? find_text(*task, "taskId") : std::nullopt;
            const std::lock_guard guard(lock);
            if (made) (is_modern ? modern : legacy).push_back(*made);
          }
        }
      }
    }));
  }
  for (auto& thread : threads) thread.get();
  for (const std::string& id : modern) {
    REQUIRE(eventually([&] {
      scene.task(modern_peer(), "tasks/update", id, R"(,"inputResponses":{"who":{"name":"Ann"}})");
      const std::string status = *find_text(*scene.task(modern_peer(), "tasks/get", id), "status");
      witness.see(id, status);
      return status != "working" && status != "input_required";
    }));
  }
  for (const std::string& id : legacy) {
    scene.task(legacy_peer(), "tasks/result", id);
    witness.see(id, *find_text(*scene.task(legacy_peer(), "tasks/get", id), "status"));
  }
  CHECK(witness.contradictions().empty());
  CHECK(scene.executor.stop(long_enough));
}
