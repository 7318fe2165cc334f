#include "runtime/waker.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <thread>

using cancel::client::Waker;

namespace {

bool is_readable(const Waker& waker) {
  zmq::pollitem_t item = waker.readable();
  return zmq::poll(&item, 1, std::chrono::milliseconds{0}) != 0;
}

}  // namespace

TEST_CASE("a waker is readable from wake() to clear()", "[waker]") {
  Waker waker;
  CHECK_FALSE(is_readable(waker));
  waker.wake();
  waker.wake();
  CHECK(is_readable(waker));
  waker.clear();
  CHECK_FALSE(is_readable(waker));
}

TEST_CASE("a waker that is woken while it is cleared does not stay readable for ever", "[waker]") {
  for (int round = 0; round < 200; ++round) {
    Waker waker;
    std::thread other([&] {
      for (int count = 0; count < 200; ++count) waker.wake();
    });
    for (int count = 0; count < 200; ++count) waker.clear();
    other.join();
    waker.clear();
    REQUIRE_FALSE(is_readable(waker));
  }
}
