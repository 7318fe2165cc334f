#include "cancel/posix/child_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <system_error>

#include "process_scene.hpp"

namespace cancel {
namespace {

using namespace testing;
namespace fs = std::filesystem;

std::string message_of_failure(const ChildOptions& options) {
  try {
    ChildProcess child(options);
  } catch (const std::system_error& error) {
    return error.what();
  }
  return "it started";
}

std::errc code_of_failure(const ChildOptions& options) {
  try {
    ChildProcess child(options);
  } catch (const std::system_error& error) {
    return static_cast<std::errc>(error.code().value());
  }
  return {};
}

TEST_CASE("a child that returns a code reports it", "[child]") {
  ChildProcess child({{"sh", "-c", "exit 7"}});
  const ChildExit exit = child.wait();
  CHECK(exit == ChildExit{.code = 7});
  CHECK_FALSE(exit.succeeded());
  CHECK(child.wait(0s) == exit);
  CHECK(ChildProcess({{"true"}}).wait().succeeded());
}

TEST_CASE("a child that is killed by somebody else reports the signal, and no cancellation", "[child]") {
  ChildProcess child({{"sleep", "1000"}});
  ::kill(child.id(), SIGUSR1);
  CHECK(child.wait() == ChildExit{.signal = SIGUSR1});
}

TEST_CASE("waiting for a child that runs is over in time", "[child]") {
  ChildProcess child({{"sleep", "1000"}});
  CHECK_FALSE(child.wait(1ms));
  CHECK_FALSE(child.wait(0ms));
  CHECK_FALSE(child.wait(-1s));
}

TEST_CASE("a child leads a group of its own", "[child]") {
  ChildProcess child({{"sleep", "1000"}});
  CHECK(::getpgid(child.id()) == child.id());
}

TEST_CASE("a child talks through pipes", "[child]") {
  ChildOptions options{{"sh", "-c", "cat; echo trouble >&2"}};
  options.input = options.output = options.error = ChildStream::pipe();
  ChildProcess child(options);
  REQUIRE(::write(child.input().get(), "hello", 5) == 5);
  child.input().reset();
  CHECK(read_all(child.output()) == "hello");
  CHECK(read_all(child.error()) == "trouble\n");
  CHECK(child.wait().succeeded());
}

TEST_CASE("a child reads nothing unless it is told otherwise", "[child]") {
  CHECK(output_of({{"cat"}}).empty());
}

TEST_CASE("a child's streams can be given descriptors, even those of other streams", "[child]") {
  Pipe pipe;
  ChildOptions options{{"sh", "-c", "echo to output; echo to error >&2"}};
  options.output = options.error = ChildStream::descriptor(pipe.writing.get());
  ChildProcess child(options);
  pipe.writing.reset();
  CHECK(read_all(pipe.reading) == "to output\nto error\n");

  ChildOptions crossed{{"sh", "-c",
                        "output=$(readlink /proc/$$/fd/1); error=$(readlink /proc/$$/fd/2); "
                        "echo $output >&0; echo $error >&0"}};
  Pipe answer;
  crossed.input = ChildStream::descriptor(answer.writing.get());
  crossed.output = ChildStream::descriptor(STDERR_FILENO);
  crossed.error = ChildStream::descriptor(STDOUT_FILENO);
  ChildProcess crossing(crossed);
  answer.writing.reset();
  CHECK(read_line(answer.reading) == fs::read_symlink("/proc/self/fd/2"));
  CHECK(read_line(answer.reading) == fs::read_symlink("/proc/self/fd/1"));
}

TEST_CASE("a stream that is given a descriptor that is not open is a failure", "[child]") {
  ChildOptions options{{"true"}};
  options.output = ChildStream::descriptor(987654);
  CHECK(code_of_failure(options) == std::errc::bad_file_descriptor);
  options.output = ChildStream::descriptor(-3);
  CHECK_THROWS_AS(ChildProcess(options), std::invalid_argument);
}

TEST_CASE("a child gets additions to the environment, and the rest of it", "[child]") {
  ::setenv("CHILD_PROCESS_TEST_A", "old", 1);
  ::setenv("CHILD_PROCESS_TEST_B", "kept", 1);
  ChildOptions options{{"sh", "-c", "echo $CHILD_PROCESS_TEST_A $CHILD_PROCESS_TEST_B $CHILD_PROCESS_TEST_C"}};
  options.environment = {{"CHILD_PROCESS_TEST_A", "new"}, {"CHILD_PROCESS_TEST_C", "added"}};
  CHECK(output_of(options) == "new kept added\n");
  CHECK(::getenv("CHILD_PROCESS_TEST_A") == std::string("old"));
}

TEST_CASE("a child runs in its folder", "[child]") {
  ChildOptions options{{"pwd"}};
  options.folder = "/usr";
  CHECK(output_of(options) == "/usr\n");
}

TEST_CASE("a child begins with default signals, whatever its owner does with them", "[child]") {
  const auto former = std::signal(SIGPIPE, SIG_IGN);
  sigset_t blocked{};
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGTERM);
  sigset_t mask{};
  pthread_sigmask(SIG_BLOCK, &blocked, &mask);
  const std::string status = output_of({{"grep", "-E", "^Sig(Blk|Ign)", "/proc/self/status"}});
  pthread_sigmask(SIG_SETMASK, &mask, nullptr);
  std::signal(SIGPIPE, former);
  CHECK(status == "SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n");
}

TEST_CASE("a child inherits nothing of what this library opens", "[child]") {
  ChildOptions options{{"sleep", "1000"}};
  options.input = options.output = options.error = ChildStream::pipe();
  ChildProcess first(options);
  static_cast<void>(first.exit_descriptor());
  const std::size_t inheritable = [] {
    std::size_t count = 0;
    for (int descriptor = 0; descriptor < 1024; ++descriptor) {
      const int flags = ::fcntl(descriptor, F_GETFD);
      count += flags >= 0 && (flags & FD_CLOEXEC) == 0 ? 1 : 0;
    }
    return count;
  }();
  // ls itself opens the folder.
  const std::string listed = output_of({{"sh", "-c", "ls /proc/self/fd | wc -l"}});
  CHECK(std::stoul(listed) <= inheritable + 1);
}

TEST_CASE("a program that does not exist is a failure that names it", "[child]") {
  CHECK_THAT(message_of_failure({{"no-such-program"}}), Catch::Contains("no-such-program"));
  CHECK(code_of_failure({{"no-such-program"}}) == std::errc::no_such_file_or_directory);
  CHECK(code_of_failure({{"/no/such/program"}}) == std::errc::no_such_file_or_directory);
}

TEST_CASE("a program that may not be run is a failure", "[child]") {
  CHECK(code_of_failure({{"/etc/passwd"}}) == std::errc::permission_denied);
  CHECK(code_of_failure({{"/usr"}}) == std::errc::permission_denied);
  ChildOptions searched{{"passwd-of-a-test"}};
  const fs::path folder = fs::temp_directory_path() / ("child-process-test-" + std::to_string(::getpid()));
  fs::create_directory(folder);
  std::ofstream(folder / "passwd-of-a-test") << "no program";
  searched.environment = {{"PATH", folder.string() + ":/bin"}};
  CHECK(code_of_failure(searched) == std::errc::permission_denied);
  fs::permissions(folder / "passwd-of-a-test", fs::perms::owner_all);
  CHECK(code_of_failure(searched) == std::errc::executable_format_error);
  fs::remove_all(folder);
}

TEST_CASE("a folder that does not exist is a failure that names it and the program", "[child]") {
  ChildOptions options{{"true"}};
  options.folder = "/no/such/folder";
  CHECK(code_of_failure(options) == std::errc::no_such_file_or_directory);
  CHECK_THAT(message_of_failure(options), Catch::Contains("'true'") && Catch::Contains("/no/such/folder"));
}

TEST_CASE("a program is looked up on the child's own PATH", "[child]") {
  ChildOptions options{{"true"}};
  options.environment = {{"PATH", "/no/such/folder"}};
  CHECK(code_of_failure(options) == std::errc::no_such_file_or_directory);
  options.environment = {{"PATH", "/no/such/folder:/bin:/usr/bin"}};
  CHECK(ChildProcess(options).wait().succeeded());
}

TEST_CASE("options that make no sense are refused", "[child]") {
  using Bad = std::invalid_argument;
  CHECK_THROWS_AS(ChildProcess(ChildOptions{}), Bad);
  CHECK_THROWS_AS(ChildProcess({{""}}), Bad);
  CHECK_THROWS_AS(ChildProcess({{"echo", std::string("a\0b", 3)}}), Bad);
  ChildOptions options{{"true"}};
  options.environment = {{"A=B", "c"}};
  CHECK_THROWS_AS(ChildProcess(options), Bad);
  options.environment = {{"A", std::string("\0", 1)}};
  CHECK_THROWS_AS(ChildProcess(options), Bad);
  options.environment = {};
  options.folder = "";
  CHECK_THROWS_AS(ChildProcess(options), Bad);
}

TEST_CASE("a descriptor tells that a child has ended", "[child]") {
  ChildOptions options{{"cat"}};
  options.input = ChildStream::pipe();
  ChildProcess child(options);
  pollfd polled{child.exit_descriptor(), POLLIN, 0};
  CHECK(child.exit_descriptor() == polled.fd);
  CHECK(::poll(&polled, 1, 0) == 0);
  child.input().reset();
  CHECK(::poll(&polled, 1, 10'000) == 1);
  CHECK(child.wait(0s) == ChildExit{.code = 0});
  CHECK(::poll(&polled, 1, 0) == 1);
}

TEST_CASE("a descriptor that is asked for after the end is readable", "[child]") {
  ChildProcess child({{"true"}});
  child.wait();
  pollfd polled{child.exit_descriptor(), POLLIN, 0};
  CHECK(::poll(&polled, 1, 0) == 1);
}

TEST_CASE("a child that was moved stays the same", "[child]") {
  ChildProcess first(shell("echo hello; exit 3"));
  const pid_t id = first.id();
  ChildProcess second(std::move(first));
  CHECK(second.id() == id);
  CHECK(read_line(second.output()) == "hello");
  ChildProcess third({{"sleep", "1000"}});
  const pid_t replaced = third.id();
  third = std::move(second);
  CHECK_FALSE(is_running(replaced));
  CHECK(third.wait() == ChildExit{.code = 3});
}

}  // namespace
}  // namespace cancel
