// Eight threads use a shared set of tokens at random; the seed is printed, TOKEN_TEST_SEED gives it.

#include <catch2/catch.hpp>

#include <array>
#include <atomic>
#include <barrier>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <random>
#include <stop_token>
#include <thread>
#include <utility>
#include <vector>

#include "cancel/token/cancellation_callback.hpp"
#include "cancel/token/cancellation_descriptor.hpp"
#include "cancel/token/cancellation_source.hpp"
#include "gate.hpp"

using namespace cancel;

namespace {

constexpr std::size_t thread_count = 8;
constexpr std::size_t slot_count = 12;
constexpr int turns = 1'000;

// What happened to one registration. Outlives it.
struct Record {
  std::atomic<int> calls{0};
  std::atomic<bool> is_gone{false};  // its destructor has returned
  std::atomic<bool> was_called_when_gone{false};
};

// A registration that, from inside its call, may destroy itself and cancel another token.
class Registration {
 public:
  using Callback = CancellationCallback<std::function<void()>>;

  Registration(const CancellationToken& token, Stage stage, bool destroys_itself, CancellationSource cancels)
      : destroys_itself_(destroys_itself), cancels_(std::move(cancels)) {
    callback_ = new Callback(token, stage, [this] { run(); });
  }
  ~Registration() { deregister(); }

  void deregister() {
    if (const Callback* callback = callback_.exchange(nullptr)) {
      delete callback;
      record.is_gone = true;
    }
  }

  Record record;

 private:
  void run() {
    ++record.calls;
    if (record.is_gone) record.was_called_when_gone = true;
    if (destroys_itself_) {
      if (const Callback* callback = callback_.exchange(nullptr)) return delete callback;
    }
    cancels_.cancel();
  }

  const bool destroys_itself_;
  const CancellationSource cancels_;
  std::atomic<const Callback*> callback_{nullptr};
};

struct Link {
  CancellationToken parent;
  CancellationToken child;
};

// The tokens that all threads use; each may be replaced by another at any time.
class Slots {
 public:
  CancellationSource get(std::size_t index) {
    const std::lock_guard lock(locks_[index]);
    return sources_[index];
  }
  void set(std::size_t index, CancellationSource source) {
    const std::lock_guard lock(locks_[index]);
    std::swap(sources_[index], source);
  }

 private:
  std::array<std::mutex, slot_count> locks_;
  std::array<CancellationSource, slot_count> sources_;
};

// One of the threads: what it does, and what it found broken.
class User {
 public:
  User(Slots& slots, std::uint64_t seed) : slots_(slots), random_(seed) {}

  void run() {
    for (int turn = 0; turn < turns; ++turn) act();
  }

  // After all threads have ended, and everything that they used has been cancelled by force and completed.
  void finish() {
    for (const Link& link : links_) expect(!link.parent.is_cancelled() || link.child.is_cancelled(), "a link");
    for (auto& [source, registration] : kept_) {
      source.cancel({.mode = Mode::force});
      source.complete();
      const Record& record = registration->record;
      expect(eventually([&] { return record.calls == 1; }), "a kept registration is called");
    }
    for (auto& [source, registration] : kept_) {
      registration->deregister();
      check_record(*registration);
    }
    for (const auto& registration : dropped_) check_record(*registration);
  }

  const std::vector<const char*>& broken() const { return broken_; }

 private:
  std::size_t below(std::size_t limit) { return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random_); }
  CancellationSource any() { return slots_.get(below(slot_count)); }
  Stage any_stage() { return std::array{Stage::requested, Stage::forced, Stage::completed}[below(3)]; }

  void expect(bool holds, const char* what) {
    if (!holds) broken_.push_back(what);
  }

  void check_record(const Registration& registration) {
    expect(registration.record.calls <= 1, "at most one call");
    expect(!registration.record.was_called_when_gone, "no call after the end");
  }

  void act() {
    switch (below(12)) {
      case 0:
        return cancel();
      case 1:
        return register_and_cancel();
      case 2:
        return deregister();
      case 3:
        return wait();
      case 4:
        return replace();
      case 5:
        return use_standard_stop();
      case 6:
        return set_deadline();
      case 7:
        return use_descriptor();
      case 8:
        return complete();
      case 9:
        return link();
      default:
        return register_callback();
    }
  }

  void cancel() {
    const CancellationSource source = any();
    source.cancel({.mode = below(3) == 0 ? Mode::force : Mode::graceful});
    expect(source.token().is_cancelled(), "cancelled after cancel()");
  }

  Registration& make(const CancellationSource& source, Stage stage) {
    kept_.push_back({source, std::make_unique<Registration>(source.token(), stage, below(4) == 0, any())});
    return *kept_.back().second;
  }

  void register_callback() {
    const CancellationSource source = any();
    const Stage stage = any_stage();
    const bool is_late = source.token().has_reached(stage);
    const Registration& registration = make(source, stage);
    if (is_late) expect(registration.record.calls == 1, "a late registration runs at once");
  }

  void register_and_cancel() {
    const CancellationSource source = any();
    const Registration& registration = make(source, Stage::requested);
    if (source.cancel()) expect(registration.record.calls == 1, "called before the first cancel() returns");
  }

  void deregister() {
    if (kept_.empty()) return;
    std::swap(kept_[below(kept_.size())], kept_.back());
    Registration& registration = *kept_.back().second;
    registration.deregister();
    check_record(registration);
    dropped_.push_back(std::move(kept_.back().second));
    kept_.pop_back();
  }

  void wait() {
    const CancellationToken token = any().token();
    const Stage stage = any_stage();
    const bool reached = token.wait(stage, std::chrono::microseconds{below(50)});
    expect(!reached || token.has_reached(stage), "a wait tells the truth");
  }

  void replace() { slots_.set(below(slot_count), CancellationSource()); }

  void link() {
    const CancellationSource one = any();
    const CancellationSource two = any();
    const CancellationSource child{one.token(), two.token()};
    links_.push_back({one.token(), child.token()});
    links_.push_back({two.token(), child.token()});
    slots_.set(below(slot_count), child);
  }

  void use_standard_stop() {
    const CancellationSource source = any();
    const std::stop_token stop = source.token();
    expect(stop == source.token().stop_token(), "one std::stop_token a token");
    slots_.set(below(slot_count), CancellationSource(stop));
  }

  void set_deadline() { any().cancel_after(std::chrono::microseconds{below(300)}); }

  void use_descriptor() { expect(CancellationDescriptor(any().token(), any_stage()).get() >= 0, "a descriptor"); }

  void complete() {
    const CancellationSource source = any();
    if (source.complete()) expect(source.token().is_cancelled(), "only a cancelled one completes");
  }

  Slots& slots_;
  std::mt19937_64 random_;
  std::vector<std::pair<CancellationSource, std::unique_ptr<Registration>>> kept_;
  std::vector<std::unique_ptr<Registration>> dropped_;
  std::vector<Link> links_;
  std::vector<const char*> broken_;
};

std::uint64_t choose_seed() {
  if (const char* given = std::getenv("TOKEN_TEST_SEED")) return std::strtoull(given, nullptr, 10);
  return std::random_device{}();
}

}  // namespace

TEST_CASE("eight threads use shared tokens at random, and every promise to each of them holds", "[token][random]") {
  const std::uint64_t seed = choose_seed();
  std::fprintf(stderr, "TOKEN_TEST_SEED=%llu\n", static_cast<unsigned long long>(seed));
  CAPTURE(seed);
  Slots slots;
  std::vector<std::unique_ptr<User>> users;
  for (std::size_t index = 0; index < thread_count; ++index)
    users.push_back(std::make_unique<User>(slots, seed + index));
  std::barrier begin(static_cast<std::ptrdiff_t>(thread_count));
  {
    std::vector<std::jthread> threads;
    for (const auto& user : users) {
      threads.emplace_back([&] {
        begin.arrive_and_wait();
        user->run();
      });
    }
  }
  for (const auto& user : users) user->finish();
  for (const auto& user : users) CHECK(user->broken() == std::vector<const char*>{});
}
