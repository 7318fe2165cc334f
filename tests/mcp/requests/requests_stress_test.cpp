#include <catch2/catch.hpp>

#include <atomic>
#include <random>

#include "requests_scene.hpp"

using namespace cancel;
using namespace cancel::mcp;
using namespace scene;

namespace {

constexpr int requests_in_all = 500;

// Counts what comes about one request, and what comes when nothing may.
class CountingChannel : public MessageChannel {
 public:
  void send(MessageKind kind, std::string) override {
    if (over_.load() || (kind == MessageKind::response && responses_++ > 0)) ++wrong_;
  }
  void request_over(bool answered) override {
    if (over_.exchange(true) || answered != (responses_ == 1)) ++wrong_;
    answered_ = answered;
  }

  bool is_over() const { return over_; }
  bool answered() const { return answered_; }
  int wrong() const { return wrong_; }

 private:
  std::atomic<bool> over_{false};
  std::atomic<bool> answered_{false};
  std::atomic<int> responses_{0};
  std::atomic<int> wrong_{0};
};

struct Call {
  std::shared_ptr<CountingChannel> channel = std::make_shared<CountingChannel>();
  std::shared_ptr<IncomingRequest> request;
};

// A handler: some progress, then a response, cancelled or not.
void handle(const Call& call) {
  for (int step = 0; step < 5; ++step) call.request->send(MessageKind::report, "progress");
  const bool won = call.request->answer("response");
  call.request->finish(won ? Outcome::succeeded : Outcome::stopped);
}

void run_threads(int count, const std::function<void(int)>& work) {
  std::vector<std::thread> threads;
  for (int index = 0; index < count; ++index) threads.emplace_back(work, index);
  for (std::thread& thread : threads) thread.join();
}

}  // namespace

TEST_CASE("hundreds of requests that are cancelled while they answer end once each", "[requests][stress]") {
  Peer peer;
  std::vector<Call> calls(requests_in_all);
  for (int id = 0; id < requests_in_all; ++id) {
    Call& call = calls[static_cast<std::size_t>(id)];
    call.request = peer.requests.begin({.id = number(id), .method = "tools/call"}, call.channel);
    REQUIRE(call.request);
  }
  std::atomic<int> next{0};
  run_threads(6, [&](int thread) {
    std::mt19937 random(static_cast<unsigned>(thread));
    if (thread < 2) {
      for (int count = 0; count < requests_in_all; ++count) {
        peer.cancel(number(std::uniform_int_distribution<int>(0, requests_in_all - 1)(random)));
      }
    } else {
      for (int id = next++; id < requests_in_all; id = next++) handle(calls[static_cast<std::size_t>(id)]);
    }
  });
  peer.canceller.drain();
  std::uint64_t answered = 0;
  for (const Call& call : calls) {
    CHECK(call.channel->wrong() == 0);
    CHECK(call.channel->is_over());
    CHECK(call.channel->answered() != call.request->is_silenced());
    answered += call.channel->answered() ? 1 : 0;
  }
  const RequestCounters counters = peer.requests.counters();
  CHECK(counters.answered == answered);
  CHECK(counters.answered + counters.silenced == requests_in_all);
  CHECK(peer.requests.running() == 0);
}

TEST_CASE("a peer may go while requests begin, answer and are cancelled", "[requests][stress]") {
  for (int round = 0; round < 20; ++round) {
    Canceller canceller;
    auto requests = std::make_unique<IncomingRequests>(nullptr, canceller);
    std::vector<Call> calls(60);
    std::atomic<std::size_t> next{0};
    run_threads(4, [&](int thread) {
      if (thread == 0) {
        while (next < calls.size() / 2) std::this_thread::yield();
        return requests->close({.cause = Cause::client_disconnected});
      }
      for (std::size_t index = next++; index < calls.size(); index = next++) {
        Call& call = calls[index];
        call.request = requests->begin({.id = number(static_cast<std::int64_t>(index)), .method = "m"}, call.channel);
        if (call.request) handle(call);
      }
    });
    requests.reset();
    canceller.drain();
    for (const Call& call : calls) {
      CHECK(call.channel->wrong() == 0);
      CHECK(call.channel->is_over() == (call.request != nullptr));
    }
  }
}
