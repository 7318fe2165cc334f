// A process that is forked off a program that uses tokens: the library's threads are not there.

#include <catch2/catch.hpp>

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <functional>
#include <string>

#include "cancel/token/callback_thread.hpp"
#include "cancel/token/cancellation_callback.hpp"
#include "cancel/token/cancellation_source.hpp"
#include "gate.hpp"

using namespace cancel;
using namespace std::chrono_literals;

namespace {

// ThreadSanitizer does not let a forked process begin threads.
#if defined(__SANITIZE_THREAD__)
constexpr bool can_fork = false;
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
constexpr bool can_fork = false;
#else
constexpr bool can_fork = true;
#endif
#else
constexpr bool can_fork = true;
#endif

// How a child process ended that did `work` and went through exit(): its result; -1 where it crashed or hung.
int result_of_child(const std::function<int()>& work) {
  const pid_t child = ::fork();
  if (child == 0) {
    ::signal(SIGABRT, SIG_DFL);  // else Catch reports a test of the parent
    ::alarm(20);
    ::signal(SIGALRM, SIG_DFL);
    std::exit(work());
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

// Has both threads of the library begun and waiting.
void begin_threads() {
  const CancellationSource source;
  Gate called;
  const CancellationCallback callback(source.token(), [&] { called.open(); });
  source.cancel_after(0ns);
  called.pass();
  detail::CallbackThread::instance().drain();
}

}  // namespace

TEST_CASE("a forked process ends as others do", "[token][fork]") {
  if (!can_fork) return;
  begin_threads();
  CHECK(result_of_child([] { return 7; }) == 7);
}

TEST_CASE("deadlines and their callbacks work in a forked process", "[token][fork]") {
  if (!can_fork) return;
  begin_threads();
  CHECK(result_of_child([] {
          begin_threads();
          begin_threads();
          return 8;
        }) == 8);
}

TEST_CASE("a token with a deadline that came along into a forked process can be used and destroyed there",
          "[token][fork]") {
  if (!can_fork) return;
  begin_threads();
  CancellationSource source;
  source.cancel_after(1h);
  CHECK(result_of_child([&] {
          const bool first = source.cancel();
          source = CancellationSource();
          return first ? 9 : 1;
        }) == 9);
}

TEST_CASE("a program may end by exit() from a callback of a deadline", "[token][fork]") {
  if (!can_fork) return;
  CHECK(result_of_child([] {
          const CancellationSource source;
          const CancellationCallback callback(source.token(), [] { std::exit(10); });
          source.cancel_after(0ns);
          Gate never;
          never.pass();
          return 1;
        }) == 10);
}
