#include <catch2/catch.hpp>

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "cancel/token/cancellation_callback.hpp"
#include "cancel/token/cancellation_source.hpp"
#include "gate.hpp"

using namespace cancel;

namespace {

using Callback = CancellationCallback<std::function<void()>>;

// Hears of exceptions that callbacks let out, as long as it lives.
class Reports {
 public:
  Reports() {
    set_callback_exception_handler([this](std::exception_ptr thrown) { add(std::move(thrown)); });
  }
  ~Reports() { set_callback_exception_handler({}); }

  std::vector<std::string> texts;

 private:
  void add(std::exception_ptr thrown) {
    try {
      std::rethrow_exception(std::move(thrown));
    } catch (const std::exception& exception) {
      texts.emplace_back(exception.what());
    } catch (...) {
      texts.emplace_back("something else");
    }
  }
};

}  // namespace

TEST_CASE("a callback runs once, on the thread that cancels, before cancel() returns", "[token][callback]") {
  const CancellationSource source;
  std::vector<std::thread::id> threads;
  const CancellationCallback callback(source.token(), [&] { threads.push_back(std::this_thread::get_id()); });
  source.cancel();
  source.cancel({.mode = Mode::force});
  CHECK(threads == std::vector{std::this_thread::get_id()});
}

TEST_CASE("a callback that is registered late runs at once, on the registering thread", "[token][callback]") {
  const CancellationSource source;
  source.cancel();
  std::thread::id thread;
  const CancellationCallback callback(source.token(), [&] { thread = std::this_thread::get_id(); });
  CHECK(thread == std::this_thread::get_id());
}

TEST_CASE("a callback of a default token never runs", "[token][callback]") {
  bool called = false;
  {
    const CancellationCallback callback(CancellationToken{}, [&] { called = true; });
  }
  CHECK_FALSE(called);
}

TEST_CASE("callbacks of one token run in the order of registration", "[token][callback]") {
  const CancellationSource source;
  std::vector<int> order;
  std::vector<std::unique_ptr<Callback>> callbacks;
  for (int number = 0; number < 5; ++number) {
    callbacks.push_back(std::make_unique<Callback>(source.token(), [&order, number] { order.push_back(number); }));
  }
  callbacks[0].reset();
  callbacks[3].reset();
  callbacks.push_back(std::make_unique<Callback>(source.token(), [&order] { order.push_back(5); }));
  source.cancel();
  CHECK(order == std::vector{1, 2, 4, 5});
}

TEST_CASE("callbacks of ancestors run before those of what hangs below", "[token][callback]") {
  const CancellationSource parent;
  const CancellationSource child{parent.token()};
  std::vector<std::string> order;
  const CancellationCallback below(child.token(), [&] { order.emplace_back("child"); });
  const CancellationCallback above(parent.token(), [&] { order.emplace_back("parent"); });
  parent.cancel();
  CHECK(order == std::vector<std::string>{"parent", "child"});
}

TEST_CASE("each stage has its own callbacks", "[token][callback]") {
  const CancellationSource source;
  std::vector<std::string> order;
  const CancellationCallback completed(source.token(), Stage::completed, [&] { order.emplace_back("completed"); });
  const CancellationCallback forced(source.token(), Stage::forced, [&] { order.emplace_back("forced"); });
  const CancellationCallback requested(source.token(), Stage::requested, [&] { order.emplace_back("requested"); });
  source.cancel();
  CHECK(order == std::vector<std::string>{"requested"});
  source.cancel({.mode = Mode::force});
  CHECK(order == std::vector<std::string>{"requested", "forced"});
  source.complete();
  CHECK(order == std::vector<std::string>{"requested", "forced", "completed"});
  const CancellationCallback late(source.token(), Stage::completed, [&] { order.emplace_back("late"); });
  CHECK(order.back() == "late");
}

TEST_CASE("force from the first runs the callbacks for requested, then those for force", "[token][callback]") {
  const CancellationSource source;
  std::vector<std::string> order;
  const CancellationCallback forced(source.token(), Stage::forced, [&] { order.emplace_back("forced"); });
  const CancellationCallback requested(source.token(), [&] { order.emplace_back("requested"); });
  source.cancel({.mode = Mode::force});
  CHECK(order == std::vector<std::string>{"requested", "forced"});
}

TEST_CASE("a callback that was deregistered does not run", "[token][callback]") {
  const CancellationSource source;
  bool called = false;
  {
    const CancellationCallback callback(source.token(), [&] { called = true; });
  }
  source.cancel();
  CHECK_FALSE(called);
}

TEST_CASE("a callback may outlive all sources and tokens", "[token][callback]") {
  bool called = false;
  {
    std::optional<CancellationSource> source(std::in_place);
    const CancellationCallback callback(source->token(), [&] { called = true; });
    source.reset();
  }
  CHECK_FALSE(called);
}

TEST_CASE("deregistration waits for a call that is running on another thread", "[token][callback]") {
  const CancellationSource source;
  Gate entered, may_leave, about_to_destroy;
  std::atomic<bool> destroyed{false};
  std::atomic<bool> destroyed_while_running{true};
  std::atomic<pid_t> destroying_thread{0};
  auto callback = std::make_unique<Callback>(source.token(), [&] {
    entered.open();
    may_leave.pass();
    destroyed_while_running = destroyed.load();
  });
  std::jthread cancelling([&] { source.cancel(); });
  entered.pass();
  std::jthread destroying([&] {
    destroying_thread = gettid();
    about_to_destroy.open();
    callback.reset();
    destroyed = true;
  });
  about_to_destroy.pass();
  CHECK(eventually([&] { return destroyed || is_asleep(destroying_thread); }));
  CHECK_FALSE(destroyed);
  may_leave.open();
  destroying.join();
  CHECK_FALSE(destroyed_while_running);
}

TEST_CASE("deregistration does not wait for another callback that is running", "[token][callback]") {
  const CancellationSource source;
  Gate entered, may_leave;
  std::atomic<bool> second_called{false};
  const CancellationCallback first(source.token(), [&] {
    entered.open();
    may_leave.pass();
  });
  auto second = std::make_unique<Callback>(source.token(), [&] { second_called = true; });
  std::jthread cancelling([&] { source.cancel(); });
  entered.pass();
  second.reset();
  may_leave.open();
  cancelling.join();
  CHECK_FALSE(second_called);
}

TEST_CASE("a callback may be destroyed from inside its own call", "[token][callback]") {
  const CancellationSource source;
  std::unique_ptr<Callback> callback;
  int calls = 0;
  callback = std::make_unique<Callback>(source.token(), [&] {
    ++calls;
    callback.reset();
  });
  bool next_called = false;
  const CancellationCallback next(source.token(), [&] { next_called = true; });
  source.cancel();
  CHECK(calls == 1);
  CHECK(next_called);
}

TEST_CASE("a callback may be replaced by another, at the same place, from inside its own call", "[token][callback]") {
  const CancellationSource source;
  const CancellationSource other;
  std::optional<Callback> callback;
  int calls_of_second = 0;
  callback.emplace(source.token(), [&] {
    auto& place = callback;
    int& calls = calls_of_second;
    place.emplace(other.token(), [&calls] { ++calls; });
  });
  source.cancel();
  CHECK(calls_of_second == 0);
  SECTION("that one is registered") {
    other.cancel();
    CHECK(calls_of_second == 1);
  }
  SECTION("that one can be deregistered") {
    callback.reset();
    other.cancel();
    CHECK(calls_of_second == 0);
  }
}

TEST_CASE("a callback that destroys itself may throw afterwards", "[token][callback]") {
  Reports reports;
  const CancellationSource source;
  std::unique_ptr<Callback> callback;
  callback = std::make_unique<Callback>(source.token(), [&] {
    callback.reset();
    throw std::runtime_error("after my end");
  });
  source.cancel();
  CHECK(reports.texts == std::vector<std::string>{"after my end"});
}

TEST_CASE("a callback may destroy those that would come after it", "[token][callback]") {
  const CancellationSource source;
  std::unique_ptr<Callback> second;
  bool second_called = false;
  const CancellationCallback first(source.token(), [&] { second.reset(); });
  second = std::make_unique<Callback>(source.token(), [&] { second_called = true; });
  source.cancel();
  CHECK_FALSE(second_called);
}

TEST_CASE("the last references to a token may be dropped from inside its callback", "[token][callback]") {
  auto source = std::make_unique<CancellationSource>();
  const CancellationSource cancelling = *source;
  std::unique_ptr<Callback> callback;
  callback = std::make_unique<Callback>(source->token(), [&] {
    source.reset();
    callback.reset();
  });
  CancellationSource{cancelling}.cancel();
  CHECK_FALSE(source);
}

TEST_CASE("an exception that a callback lets out is contained, and those after it still run", "[token][callback]") {
  Reports reports;
  const CancellationSource source;
  bool called = false;
  const CancellationCallback first(source.token(), [] { throw std::runtime_error("first"); });
  const CancellationCallback second(source.token(), [] { throw 2; });
  const CancellationCallback third(source.token(), [&] { called = true; });
  CHECK_NOTHROW(source.cancel());
  CHECK(called);
  CHECK(reports.texts == std::vector<std::string>{"first", "something else"});
}

TEST_CASE("an exception of a late callback is contained as well", "[token][callback]") {
  Reports reports;
  const CancellationSource source;
  source.cancel();
  CHECK_NOTHROW(Callback(source.token(), [] { throw std::runtime_error("late"); }));
  CHECK(reports.texts == std::vector<std::string>{"late"});
}

TEST_CASE("a callback that threw has had its call: its end does not wait", "[token][callback]") {
  Reports reports;
  const CancellationSource source;
  auto callback = std::make_unique<Callback>(source.token(), [] { throw std::runtime_error("once"); });
  source.cancel();
  std::jthread([&] { callback.reset(); }).join();
  CHECK(reports.texts.size() == 1);
}

TEST_CASE("the handler of exceptions may cancel tokens and replace itself", "[token][callback]") {
  const CancellationSource source;
  const CancellationSource other;
  set_callback_exception_handler([&](std::exception_ptr) {
    other.cancel();
    set_callback_exception_handler({});
  });
  const CancellationCallback callback(source.token(), [] { throw std::runtime_error("handled"); });
  source.cancel();
  CHECK(other.token().is_cancelled());
}
