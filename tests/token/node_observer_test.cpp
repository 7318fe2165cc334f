#include "cancel/token/node_observer.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <memory>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "cancel/token/cancellation_callback.hpp"
#include "cancel/token/cancellation_descriptor.hpp"
#include "cancel/token/cancellation_source.hpp"
#include "gate.hpp"
#include "token/node.hpp"
#include "token/propagation.hpp"

using namespace cancel;

namespace {

struct Mark {
  std::string token;
  Cancellation why;
  const detail::NodeObserver* above = nullptr;
  bool from_log = false;
};

// Writes down what it hears. For tests of one thread.
class Recorder final : public detail::NodeObserver {
 public:
  Recorder(std::string name, std::vector<Mark>& marks) : name_(std::move(name)), marks_(marks) {}

  void on_marked(const Cancellation& why, const NodeObserver* above, bool from_log) noexcept override {
    marks_.push_back({name_, why, above, from_log});
  }
  void on_noticed() noexcept override { ++noticed; }
  void on_gone() noexcept override { ++gone; }

  int noticed = 0;
  int gone = 0;

 private:
  const std::string name_;
  std::vector<Mark>& marks_;
};

// Tokens that are observed, or not, and what was heard of them.
class Family {
 public:
  CancellationSource make(std::vector<CancellationToken> parents = {}) {
    return CancellationSource(detail::Node::make(parents, nullptr));
  }
  CancellationSource make(const std::shared_ptr<Recorder>& observer, std::vector<CancellationToken> parents = {}) {
    return CancellationSource(detail::Node::make(parents, observer));
  }
  std::shared_ptr<Recorder> observer(std::string name) { return std::make_shared<Recorder>(std::move(name), marks); }

  std::vector<std::string> order() const {
    std::vector<std::string> names;
    for (const Mark& mark : marks) names.push_back(mark.token);
    return names;
  }

  std::vector<Mark> marks;
};

}  // namespace

TEST_CASE("an observer hears why its token was cancelled, and when it is escalated", "[token][observer]") {
  Family family;
  const auto observer = family.observer("token");
  const CancellationSource source = family.make(observer);
  source.cancel({.reason = "first"});
  source.cancel({.reason = "again"});
  source.cancel({.reason = "second", .mode = Mode::force});
  REQUIRE(family.marks.size() == 2);
  CHECK(family.marks[0].why == Cancellation{.reason = "first"});
  CHECK(family.marks[1].why == Cancellation{.reason = "second", .mode = Mode::force});
  CHECK_FALSE(family.marks[0].from_log);
  CHECK(family.marks[0].above == nullptr);
}

TEST_CASE("cancelled by force from the first, an observer hears it once", "[token][observer]") {
  Family family;
  const CancellationSource source = family.make(family.observer("token"));
  source.cancel({.mode = Mode::force});
  REQUIRE(family.marks.size() == 1);
  CHECK(family.marks[0].why.mode == Mode::force);
}

TEST_CASE("observers hear breadth first, and through which parent it came", "[token][observer]") {
  Family family;
  const auto top = family.observer("top");
  const auto left = family.observer("left");
  const auto right = family.observer("right");
  const auto bottom = family.observer("bottom");
  const CancellationSource of_top = family.make(top);
  const CancellationSource of_left = family.make(left, {of_top.token()});
  const CancellationSource of_right = family.make(right, {of_top.token()});
  const CancellationSource of_bottom = family.make(bottom, {of_right.token(), of_left.token()});
  of_top.cancel({.reason = "all"});
  REQUIRE(family.order() == std::vector<std::string>{"top", "left", "right", "bottom"});
  CHECK(family.marks[0].above == nullptr);
  CHECK(family.marks[1].above == top.get());
  CHECK(family.marks[2].above == top.get());
  CHECK(family.marks[3].above == left.get());
  CHECK(family.marks[3].why == Cancellation{.reason = "all", .cause = Cause::parent_cancelled});
}

TEST_CASE("above is nobody where the parent is not observed", "[token][observer]") {
  Family family;
  const CancellationSource top = family.make(family.observer("top"));
  const CancellationSource middle = family.make({top.token()});
  const CancellationSource bottom = family.make(family.observer("bottom"), {middle.token()});
  top.cancel();
  REQUIRE(family.order() == std::vector<std::string>{"top", "bottom"});
  CHECK(family.marks[1].above == nullptr);
}

TEST_CASE("what the log says is told as such of the token where it began only", "[token][observer]") {
  Family family;
  const CancellationSource top = family.make(family.observer("top"));
  const CancellationSource bottom = family.make(family.observer("bottom"), {top.token()});
  detail::Propagation::cancel(top.node(), {.position = 7}, detail::Origin::log).run();
  REQUIRE(family.marks.size() == 2);
  CHECK(family.marks[0].from_log);
  CHECK(family.marks[0].why.position == 7);
  CHECK_FALSE(family.marks[1].from_log);
  CHECK(family.marks[1].why.position == 0);
}

TEST_CASE("a position that becomes known later is told from then on", "[token][observer]") {
  const CancellationSource source;
  source.cancel();
  source.node().get()->note_position(12);
  CHECK(source.token().cancellation()->position == 12);
}

TEST_CASE("one that is born cancelled was never marked", "[token][observer]") {
  Family family;
  const CancellationSource parent;
  parent.cancel({.mode = Mode::force});
  const auto observer = family.observer("child");
  const CancellationSource child = family.make(observer, {parent.token()});
  CHECK(child.token().has_reached(Stage::forced));
  CHECK(family.marks.empty());
  CHECK(child.token().is_cancelled());
  CHECK(observer->noticed == 1);
}

TEST_CASE("to ask a cancelled token is to notice, once", "[token][observer]") {
  Family family;
  const auto observer = family.observer("token");
  const CancellationSource source = family.make(observer);
  CHECK_FALSE(source.token().is_cancelled());
  source.cancel();
  CHECK(observer->noticed == 0);
  CHECK(source.token().is_cancelled());
  CHECK(source.token().is_cancelled());
  CHECK(source.token().cancellation());
  source.cancel({.mode = Mode::force});
  CHECK(source.token().is_cancelled());
  CHECK(observer->noticed == 1);
}

TEST_CASE("each way to be told of a cancellation counts as having noticed it", "[token][observer]") {
  Family family;
  const auto observer = family.observer("token");
  const CancellationSource source = family.make(observer);
  const CancellationToken token = source.token();

  SECTION("a callback") {
    const CancellationCallback callback(token, [&] { CHECK(observer->noticed == 1); });
    source.cancel();
  }
  SECTION("a late callback") {
    source.cancel();
    const CancellationCallback callback(token, [] {});
  }
  SECTION("a wait") {
    source.cancel();
    token.wait(Stage::requested, std::chrono::nanoseconds{0});
  }
  SECTION("a std::stop_token") {
    const std::stop_token stop = token;
    source.cancel();
  }
  SECTION("the reason") {
    source.cancel();
    CHECK(token.cancellation());
  }
  SECTION("an exception") {
    source.cancel();
    CHECK_THROWS_AS(token.throw_if_cancelled(), Cancelled);
  }
  CHECK(observer->noticed == 1);
}

TEST_CASE("looking at a token from outside does not count as having noticed", "[token][observer]") {
  Family family;
  const auto observer = family.observer("token");
  const CancellationSource source = family.make(observer);
  const CancellationDescriptor descriptor(source.token());
  source.cancel();
  CHECK(source.token().has_reached(Stage::requested));
  CHECK_FALSE(source.token().wait(Stage::forced, std::chrono::nanoseconds{0}));
  CHECK_FALSE(source.token().remaining());
  CHECK(observer->noticed == 0);
}

TEST_CASE("having noticed rises to the first ancestors that are observed", "[token][observer]") {
  Family family;
  const auto top = family.observer("top");
  const auto middle = family.observer("middle");
  const auto other = family.observer("other");
  const CancellationSource of_top = family.make(top);
  const CancellationSource of_middle = family.make(middle, {of_top.token()});
  const CancellationSource of_other = family.make(other, {of_top.token()});
  const CancellationSource plain = family.make({of_middle.token()});
  const CancellationSource leaf = family.make({plain.token(), of_other.token()});
  of_top.cancel();
  CHECK(leaf.token().is_cancelled());
  CHECK(middle->noticed == 1);
  CHECK(other->noticed == 1);
  CHECK(top->noticed == 0);
}

TEST_CASE("having noticed does not rise to an ancestor that is not cancelled", "[token][observer]") {
  Family family;
  const auto top = family.observer("top");
  const CancellationSource of_top = family.make(top);
  const CancellationSource leaf = family.make({of_top.token()});
  leaf.cancel();
  CHECK(leaf.token().is_cancelled());
  CHECK(top->noticed == 0);
}

TEST_CASE("work that knew of its own cancellation hears of its ancestor's, too", "[token][observer]") {
  Family family;
  const auto top = family.observer("top");
  const CancellationSource of_top = family.make(top);
  const CancellationSource plain = family.make({of_top.token()});
  const CancellationSource leaf = family.make({plain.token()});
  leaf.cancel();
  CHECK(leaf.token().is_cancelled());
  of_top.cancel();
  CHECK(leaf.token().is_cancelled());
  CHECK(top->noticed == 1);
}

TEST_CASE("an observer hears that a token was noticed after it heard that it was cancelled", "[token][observer]") {
  class Ordered final : public detail::NodeObserver {
   public:
    void on_marked(const Cancellation&, const NodeObserver*, bool) noexcept override {
      seen.pass();
      marked = true;
    }
    void on_noticed() noexcept override { noticed_in_order = marked.load(); }
    void on_gone() noexcept override {}

    Gate seen;
    std::atomic<bool> marked{false};
    std::atomic<bool> noticed_in_order{false};
  };
  const auto observer = std::make_shared<Ordered>();
  const CancellationSource source(detail::Node::make({}, observer));
  std::jthread asking([&] {
    while (!source.token().is_cancelled()) std::this_thread::yield();
    observer->seen.open();
  });
  source.cancel();
  asking.join();
  CHECK(observer->noticed_in_order);
}

TEST_CASE("an observer hears when nobody refers to its token any more, and is let go", "[token][observer]") {
  Family family;
  const auto observer = family.observer("parent");
  auto parent = std::make_unique<CancellationSource>(family.make(observer));
  auto child = std::make_unique<CancellationSource>(family.make({parent->token()}));
  parent.reset();
  CHECK(observer->gone == 0);  // its child keeps it
  child.reset();
  CHECK(observer->gone == 1);
  CHECK(observer.use_count() == 1);
}

TEST_CASE("a token that is kept by its own cancellation alone goes when that is over", "[token][observer]") {
  Family family;
  const auto observer = family.observer("child");
  const CancellationSource parent;
  auto child = std::make_unique<CancellationSource>(family.make(observer, {parent.token()}));
  const CancellationCallback callback(parent.token(), [&] {
    child.reset();
    CHECK(observer->gone == 0);
  });
  parent.cancel();
  CHECK(observer->gone == 1);
}
