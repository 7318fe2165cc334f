// What a callback may do: no lock of the library is held while it runs.

#include <catch2/catch.hpp>

#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "cancel/token/cancellation_callback.hpp"
#include "cancel/token/cancellation_descriptor.hpp"
#include "cancel/token/cancellation_source.hpp"

using namespace cancel;

namespace {

using Callback = CancellationCallback<std::function<void()>>;

// Uses a token that is being cancelled in every way.
void use(const CancellationSource& source) {
  const CancellationToken token = source.token();
  bool late = false;
  const CancellationCallback registered(token, [&] { late = true; });
  const CancellationCallback waiting(token, Stage::completed, [] {});
  const CancellationSource child{token};
  const CancellationDescriptor descriptor(token);
  const bool told = token.is_cancelled() && token.cancellation() && token.stop_token().stop_possible() &&
                    token.wait(Stage::requested, std::chrono::seconds{60}) && !token.remaining();
  const bool first = source.cancel({.mode = Mode::force});
  if (!late || !told || first || !child.token().has_reached(Stage::forced)) throw std::logic_error("use of a token");
}

}  // namespace

TEST_CASE("a callback may use its own token in every way", "[token][callback]") {
  const CancellationSource source;
  bool done = false;
  const CancellationCallback callback(source.token(), [&] {
    use(source);
    done = true;
  });
  source.cancel();
  CHECK(done);
}

TEST_CASE("a callback may wait for another thread that uses its token in every way", "[token][callback]") {
  const CancellationSource source;
  bool done = false;
  const CancellationCallback callback(source.token(), [&] {
    std::jthread([&] {
      use(source);
      done = true;
    }).join();
  });
  source.cancel();
  CHECK(done);
}

TEST_CASE("a late callback may wait for another thread that uses its token", "[token][callback]") {
  const CancellationSource source;
  source.cancel();
  bool done = false;
  const CancellationCallback callback(source.token(), [&] {
    std::jthread([&] {
      use(source);
      done = true;
    }).join();
  });
  CHECK(done);
}

TEST_CASE("a callback on a descendant may wait for another thread that cancels the root again", "[token][callback]") {
  const CancellationSource root;
  const CancellationSource leaf{root.token()};
  bool done = false;
  const CancellationCallback callback(leaf.token(), [&] {
    std::jthread([&] {
      use(root);
      use(leaf);
      done = true;
    }).join();
  });
  root.cancel();
  CHECK(done);
}

TEST_CASE("a callback may cancel other tokens, and so on", "[token][callback]") {
  std::vector<CancellationSource> sources(100);
  std::vector<std::unique_ptr<Callback>> callbacks;
  for (std::size_t index = 0; index + 1 < sources.size(); ++index) {
    callbacks.push_back(
        std::make_unique<Callback>(sources[index].token(), [&, index] { sources[index + 1].cancel(); }));
  }
  sources.front().cancel();
  CHECK(sources.back().token().is_cancelled());
}

TEST_CASE("a callback may cancel the parent of its token", "[token][callback]") {
  const CancellationSource parent;
  const CancellationSource child{parent.token()};
  int calls = 0;
  const CancellationCallback of_child(child.token(), [&] {
    ++calls;
    parent.cancel();
  });
  const CancellationCallback of_parent(parent.token(), [&] { ++calls; });
  child.cancel();
  CHECK(calls == 2);
}

TEST_CASE("a callback that registers another on its own token has it called at once", "[token][callback]") {
  const CancellationSource source;
  std::vector<int> order;
  std::unique_ptr<Callback> inner;
  const CancellationCallback outer(source.token(), [&] {
    order.push_back(1);
    inner = std::make_unique<Callback>(source.token(), [&] { order.push_back(2); });
    order.push_back(3);
  });
  const CancellationCallback next(source.token(), [&] { order.push_back(4); });
  source.cancel();
  CHECK(order == std::vector{1, 2, 3, 4});
}

TEST_CASE("a callback may complete its token", "[token][callback]") {
  const CancellationSource source;
  bool completed = false;
  const CancellationCallback at_end(source.token(), Stage::completed, [&] { completed = true; });
  const CancellationCallback callback(source.token(), [&] { source.complete(); });
  source.cancel();
  CHECK(completed);
}

TEST_CASE("a callback may escalate its token: callbacks for force run in there, once", "[token][callback]") {
  const CancellationSource source;
  int forced = 0;
  const CancellationCallback on_force(source.token(), Stage::forced, [&] { ++forced; });
  bool ran_inside = false;
  const CancellationCallback callback(source.token(), [&] {
    source.cancel({.mode = Mode::force});
    ran_inside = forced == 1;
  });
  source.cancel();
  CHECK(ran_inside);
  CHECK(forced == 1);
}
