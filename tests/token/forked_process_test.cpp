// A process that is forked off a program that uses tokens: the library's threads are not there.

#include <catch2/catch.hpp>

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <functional>

#include "cancel/token/callback_thread.hpp"
#include "cancel/token/cancellation_callback.hpp"
#include "cancel/token/cancellation_source.hpp"
#include "gate.hpp"
#include "sanitizers.hpp"

using namespace cancel;
using namespace std::chrono_literals;

namespace {

// ThreadSanitizer does not let a forked process begin threads.
constexpr bool can_fork = !under_thread_sanitizer;

bool is_child = false;

[[noreturn]] void be_child(const std::function<int()>& work) noexcept {
  is_child = true;
  ::signal(SIGABRT, SIG_DFL);  // else Catch reports a test of the parent
  ::signal(SIGALRM, SIG_DFL);
  ::alarm(20);
  std::exit(work());
}

// How a child process ended that did `work` and went through exit(): its result; -1 where it crashed or hung.
int result_of_child(const std::function<int()>& work) {
  const pid_t child = ::fork();
  if (child == 0) be_child(work);
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

// Asked by LeakSanitizer. What threads held that a child does not have is not to be found there.
extern "C" int __lsan_is_turned_off() {
  return is_child ? 1 : 0;
}

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
