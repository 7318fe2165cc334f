#include <catch2/catch.hpp>
#include <stdexcept>

#include "cancel/token/cancellation_callback.hpp"
#include "fake_call.hpp"

namespace cancel::mcp {
namespace {

using testing::FakeCall;
using namespace std::chrono_literals;

TEST_CASE("clean-ups run once, the last one first", "[clean-ups]") {
  FakeCall call;
  std::string order;
  call.context().on_end([&](const CancellationToken&) { order += 'a'; });
  call.context().on_end([&](const CancellationToken&) { order += 'b'; });
  call.context().run_clean_ups();
  call.context().run_clean_ups();
  CHECK(order == "ba");
}

TEST_CASE("a clean-up that throws does not keep the others from running", "[clean-ups]") {
  FakeCall call;
  int contained = 0;
  set_callback_exception_handler([&](std::exception_ptr) { ++contained; });
  bool ran = false;
  call.context().on_end([&](const CancellationToken&) { ran = true; });
  call.context().on_end([](const CancellationToken&) { throw std::runtime_error("broken"); });
  call.context().on_end([](const CancellationToken&) { throw 7; });
  call.context().run_clean_ups();
  set_callback_exception_handler({});
  CHECK(ran);
  CHECK(contained == 2);
}

TEST_CASE("each clean-up has a deadline of its own, whatever became of the call", "[clean-ups]") {
  FakeCall call;
  call.cancel();
  bool was_cancelled_at_first = true;
  std::optional<Cancellation> why;
  call.context().on_end([&](const CancellationToken& deadline) { was_cancelled_at_first = deadline.is_cancelled(); });
  call.context().on_end(
      [&](const CancellationToken& deadline) {
        deadline.wait(Stage::requested, 10s);
        why = deadline.cancellation();
      },
      Millis{5});
  call.context().run_clean_ups();
  CHECK_FALSE(was_cancelled_at_first);
  REQUIRE(why);
  CHECK(why->cause == Cause::timeout);
}

TEST_CASE("a clean-up that is added by a clean-up runs, too", "[clean-ups]") {
  FakeCall call;
  bool ran = false;
  call.context().on_end(
      [&](const CancellationToken&) { call.context().on_end([&](const CancellationToken&) { ran = true; }); });
  call.context().run_clean_ups();
  CHECK(ran);
}

TEST_CASE("clean-ups that nobody ran are run with the end of the context", "[clean-ups]") {
  bool ran = false;
  {
    FakeCall call;
    call.context().on_end([&](const CancellationToken&) { ran = true; });
  }
  CHECK(ran);
}

}  // namespace
}  // namespace cancel::mcp
