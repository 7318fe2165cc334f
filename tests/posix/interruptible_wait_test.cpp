#include <pthread.h>
#include <unistd.h>

#include <array>
#include <catch2/catch.hpp>
#include <csignal>
#include <vector>

#include "cancel/posix/interruptible.hpp"
#include "interruption_scene.hpp"
#include "process_scene.hpp"

namespace cancel {
namespace {

using namespace testing;

pollfd for_reading(const FileDescriptor& descriptor) {
  return {descriptor.get(), POLLIN, 0};
}

TEST_CASE("a sleep that nobody cuts short lasts", "[sleep]") {
  CancellationSource source;
  const auto begin = std::chrono::steady_clock::now();
  CHECK(sleep_for(source.token(), 10ms));
  CHECK(sleep_for({}, 10ms));
  CHECK(std::chrono::steady_clock::now() - begin >= 20ms);
  CHECK(sleep_for(source.token(), -1s));
}

TEST_CASE("a cancellation cuts a sleep short", "[sleep]") {
  CancellationSource source;
  const Meanwhile cancelling([&] { source.cancel(); });
  CHECK_FALSE(sleep_for(source.token(), std::chrono::hours{1}));
  CHECK_FALSE(sleep_for(source.token(), std::chrono::hours{1}));
  CHECK((source.token().node().flags()->reached.load() & detail::noticed_bit) != 0);
}

TEST_CASE("poll counts what is ready, and marks it", "[poll]") {
  CancellationSource source;
  std::array<Pipe, 3> pipes;
  REQUIRE(::write(pipes[0].writing.get(), "x", 1) == 1);
  REQUIRE(::write(pipes[2].writing.get(), "x", 1) == 1);
  std::vector<pollfd> polled;
  for (const Pipe& pipe : pipes) polled.push_back(for_reading(pipe.reading));
  CHECK(poll(source.token(), polled) == IoResult{IoStatus::done, 2});
  CHECK(polled[0].revents == POLLIN);
  CHECK(polled[1].revents == 0);
  CHECK(polled[2].revents == POLLIN);
}

TEST_CASE("poll waits for what becomes ready", "[poll]") {
  CancellationSource source;
  Pipe pipe;
  std::array polled{for_reading(pipe.reading)};
  const Meanwhile closing([&] { pipe.writing.reset(); });
  CHECK(poll(source.token(), polled, 10s) == IoResult{IoStatus::done, 1});
  CHECK(polled[0].revents == POLLHUP);
}

TEST_CASE("a cancelled token wins over what is ready, and nothing is marked", "[poll]") {
  CancellationSource source;
  source.cancel();
  Pipe pipe;
  REQUIRE(::write(pipe.writing.get(), "x", 1) == 1);
  std::array polled{for_reading(pipe.reading)};
  polled[0].revents = POLLERR;
  CHECK(poll(source.token(), polled) == IoResult{IoStatus::cancelled});
  CHECK(polled[0].revents == 0);
}

TEST_CASE("a cancellation ends a poll that waits", "[poll]") {
  CancellationSource source;
  Pipe pipe;
  std::array polled{for_reading(pipe.reading)};
  const Meanwhile cancelling([&] { source.cancel(); });
  CHECK(poll(source.token(), polled) == IoResult{IoStatus::cancelled});
  CHECK(polled[0].revents == 0);
}

TEST_CASE("poll is over in time", "[poll]") {
  CancellationSource source;
  Pipe pipe;
  std::array polled{for_reading(pipe.reading)};
  CHECK(poll(source.token(), polled, 1ms) == IoResult{IoStatus::timed_out});
  CHECK(poll(source.token(), polled, 0ms) == IoResult{IoStatus::timed_out});
  CHECK(poll(source.token(), {}, 1ms) == IoResult{IoStatus::timed_out});
  CHECK(poll({}, {}, 1ms) == IoResult{IoStatus::timed_out});
}

TEST_CASE("poll marks descriptors that are not open", "[poll]") {
  std::array polled{pollfd{987654, POLLIN, 0}};
  CHECK(poll({}, polled) == IoResult{IoStatus::done, 1});
  CHECK(polled[0].revents == POLLNVAL);
}

TEST_CASE("without a mask, signals do not end a poll", "[poll]") {
  const SignalHandler handler(SIGUSR1);
  CancellationSource source;
  Pipe pipe;
  std::array polled{for_reading(pipe.reading)};
  const pthread_t self = ::pthread_self();
  const Meanwhile signalling([&] {
    const int before = handler.count();
    ::pthread_kill(self, SIGUSR1);
    eventually([&] { return handler.count() > before; });
    source.cancel();
  });
  CHECK(poll(source.token(), polled) == IoResult{IoStatus::cancelled});
}

TEST_CASE("with a mask, a signal that it lets through ends a poll", "[poll]") {
  const SignalHandler handler(SIGUSR1);
  sigset_t blocked{};
  sigset_t former{};
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGUSR1);
  pthread_sigmask(SIG_BLOCK, &blocked, &former);
  CancellationSource source;
  Pipe pipe;
  std::array polled{for_reading(pipe.reading)};

  const pthread_t self = ::pthread_self();
  const Meanwhile signalling([&] { ::pthread_kill(self, SIGUSR1); });
  const IoResult result = poll(source.token(), polled, 10s, &former);
  CHECK(result.status == IoStatus::failed);
  CHECK(result.error == std::errc::interrupted);

  ::pthread_kill(self, SIGUSR1);
  CHECK(poll(source.token(), polled, 0s, &former).error == std::errc::interrupted);
  pthread_sigmask(SIG_SETMASK, &former, nullptr);
}

TEST_CASE("waiting takes no descriptor for good", "[poll]") {
  CancellationSource source;
  Pipe pipe;
  std::array polled{for_reading(pipe.reading)};
  const std::size_t before = open_descriptors();
  for (int count = 0; count < 10; ++count) poll(source.token(), polled, 1us);
  CHECK(open_descriptors() == before);
}

}  // namespace
}  // namespace cancel
