#include <catch2/catch.hpp>
#include <stdexcept>
#include <utility>

#include "../calls/fake_call.hpp"
#include "tools/tool_box.hpp"

namespace cancel::mcp {
namespace {

using testing::FakeCall;

// Counts itself among what is alive.
struct Counted {
  explicit Counted(int& count) : alive(count) { ++alive; }
  ~Counted() { --alive; }
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;
  int& alive;
};

struct Steps {
  int alive = 0;
  int done = 0;
  int cancel_in = -1;  // the number of the step in which somebody cancels the call
  int throw_in = -1;
  int no_return_in = -1;
  FakeCall call;
  ToolBox box;

  Steps() {
    call.facts->progress_token = JsonText::written("1");
    ToolOptions options;
    options.name = "steps";
    box.add_steps(std::move(options), [this](RequestContext& context, const Json&) { return work(context); });
  }

  ToolSteps work(RequestContext& context) {
    const Counted local(alive);
    for (int step = 0; step < 5; ++step) {
      if (step == no_return_in) context.pass_point_of_no_return();
      if (step == cancel_in) call.cancel();
      if (step == throw_in) throw std::runtime_error("broken");
      ++done;
      co_yield Progress{static_cast<double>(step + 1), 5, "step"};
    }
    co_return ToolResult::text("done");
  }

  ToolResult run() {
    const JsonDocument arguments = parse_json("{}");
    return box.run(*box.find("steps"), call.context(), arguments);
  }
};

TEST_CASE("a tool in steps tells its progress and gives its result", "[steps]") {
  Steps steps;
  CHECK(steps.run().to_json() == ToolResult::text("done").to_json());
  CHECK(steps.done == 5);
  CHECK(steps.call.link->sent.size() == 5);
  CHECK(steps.alive == 0);
}

TEST_CASE("a tool in steps that is cancelled before its first step does nothing", "[steps]") {
  Steps steps;
  steps.call.cancel();
  CHECK_THROWS_AS(steps.run(), Cancelled);
  CHECK(steps.done == 0);
  CHECK(steps.alive == 0);
}

TEST_CASE("a tool in steps stops after the step in which it is cancelled, and its locals are destroyed", "[steps]") {
  Steps steps;
  steps.cancel_in = 2;
  int alive_at_clean_up = -1;
  steps.call.context().on_end([&](const CancellationToken&) { alive_at_clean_up = steps.alive; });
  try {
    steps.run();
    FAIL("it ran to its end");
  } catch (const Cancelled& cancelled) {
    CHECK(cancelled.why().reason == "enough");
  }
  CHECK(steps.done == 3);
  CHECK(steps.alive == 0);
  CHECK(alive_at_clean_up == 0);
}

TEST_CASE("past the point of no return steps are not stopped", "[steps]") {
  Steps steps;
  steps.no_return_in = 1;
  steps.cancel_in = 2;
  CHECK_FALSE(steps.run().is_error);
  CHECK(steps.done == 5);
}

TEST_CASE("what a step throws comes out, and its locals are destroyed", "[steps]") {
  Steps steps;
  steps.throw_in = 3;
  CHECK_THROWS_WITH(steps.run(), "broken");
  CHECK(steps.done == 3);
  CHECK(steps.alive == 0);
}

TEST_CASE("steps can be moved, and run by hand", "[steps]") {
  Steps steps;
  ToolSteps first = steps.work(steps.call.context());
  CHECK(first.next());
  CHECK(first.progress().message == "step");
  ToolSteps second = std::move(first);
  CHECK(second.next());
  CHECK(second.progress().done == 2);
  CHECK(steps.alive == 1);
  second = steps.work(steps.call.context());
  CHECK(steps.alive == 0);
  while (second.next()) {
  }
  CHECK(second.result().to_json() == ToolResult::text("done").to_json());
}

}  // namespace
}  // namespace cancel::mcp
