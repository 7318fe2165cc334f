#include "stdio/end_watch.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <thread>

#include "pipes.hpp"

namespace cancel::mcp {
namespace {

using testing::Lines;
using testing::Pipe;
using Why = EndWatch::Why;

constexpr int patience = 10'000;  // milliseconds

void (*handler_of(int signal))(int) {
  struct sigaction action {};
  ::sigaction(signal, nullptr, &action);
  return action.sa_handler;
}

TEST_CASE("input that has bytes, or is at its end, can be read", "[stdio]") {
  Pipe pipe;
  EndWatch watch(false, false);
  CHECK_FALSE(watch.wait(pipe.reading.get(), 0).readable);
  testing::write_all(pipe.writing.get(), "x");
  CHECK(watch.wait(pipe.reading.get(), patience).readable);
  char byte = 0;
  REQUIRE(::read(pipe.reading.get(), &byte, 1) == 1);
  pipe.writing.reset();
  const auto event = watch.wait(pipe.reading.get(), patience);
  CHECK(event.readable);
  CHECK(event.end == Why::none);
}

TEST_CASE("a request from another thread ends the wait", "[stdio]") {
  const Pipe pipe;
  EndWatch watch(false, false);
  std::thread other([&] { watch.request(); });
  CHECK(watch.wait(pipe.reading.get(), patience).end == Why::requested);
  other.join();
}

TEST_CASE("each signal that tells a program to end ends the wait, and the former handlers come back", "[stdio]") {
  const Pipe pipe;
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) {
    auto* const before = handler_of(signal);
    {
      EndWatch watch(true, false);
      CHECK(handler_of(signal) != before);
      ::raise(signal);
      const auto event = watch.wait(pipe.reading.get(), patience);
      CHECK(event.end == Why::signal);
      CHECK(event.signal == signal);
    }
    CHECK(handler_of(signal) == before);
  }
  EndWatch next(true, false);
  CHECK(next.wait(pipe.reading.get(), 0).end == Why::none);
}

TEST_CASE("a signal that the process ignores stays ignored", "[stdio]") {
  auto* const before = std::signal(SIGHUP, SIG_IGN);
  {
    const Pipe pipe;
    EndWatch watch(true, false);
    ::raise(SIGHUP);
    CHECK(watch.wait(pipe.reading.get(), 0).end == Why::none);
  }
  std::signal(SIGHUP, before);
}

TEST_CASE("signals are left alone where they are to be", "[stdio]") {
  auto* const before = handler_of(SIGTERM);
  EndWatch watch(false, false);
  CHECK(handler_of(SIGTERM) == before);
}

TEST_CASE("the death of the process that started this one ends the wait", "[stdio]") {
  const Pipe input;  // stays open
  const Pipe report;
  const pid_t parent = ::fork();
  if (parent == 0) {
    const Pipe waiting;
    if (::fork() == 0) {
      EndWatch watch(false, true);
      testing::write_all(report.writing.get(), "waits\n");
      const auto event = watch.wait(input.reading.get(), patience);
      testing::write_all(report.writing.get(), event.end == Why::parent_died ? "parent died\n" : "something else\n");
      std::_Exit(0);
    }
    for (;;) ::pause();
  }
  Lines lines(report.reading.get());
  CHECK(lines.next() == "waits");
  ::kill(parent, SIGKILL);
  ::waitpid(parent, nullptr, 0);
  CHECK(lines.next() == "parent died");
}

}  // namespace
}  // namespace cancel::mcp
