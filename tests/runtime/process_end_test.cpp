#include <catch2/catch.hpp>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>

#include "client_scene.hpp"

using namespace cancel;
using namespace scene;

// The end of a process, and what fork() makes of a client. ThreadSanitizer follows no threads of a forked process.
#if !defined(__SANITIZE_THREAD__)

namespace {

// Waits for a child; its exit code, or -1 where it does not end by itself within `time`.
int exit_code_of(pid_t child, std::chrono::seconds time = 10s) {
  int status = 0;
  const bool ended = eventually([&] { return waitpid(child, &status, WNOHANG) == child; }, time);
  if (!ended) {
    kill(child, SIGKILL);
    waitpid(child, &status, 0);
    return -1;
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : -2;
}

template <typename Work>
int in_child(Work&& work) {
  const pid_t child = fork();
  if (child == 0) {
    int code = 99;
    try {
      code = work();
    } catch (...) {
    }
    _exit(code);
  }
  return exit_code_of(child);
}

int run_static_client(const DaemonProcess& daemon, const char* where) {
  const std::string command = daemon.command_endpoint(), event = daemon.event_endpoint();
  const char* program = std::getenv("STATIC_CLIENT_PROGRAM");
  REQUIRE(program != nullptr);
  const pid_t child = fork();
  if (child == 0) {
    execl(program, program, command.c_str(), event.c_str(), where, nullptr);
    _exit(98);
  }
  return exit_code_of(child);
}

template <typename Call>
bool is_refused(Call&& call) {
  try {
    call();
    return false;
  } catch (const ForkedProcess&) {
    return true;
  }
}

}  // namespace

TEST_CASE("a client can not be used in a process that was forked off", "[fork]") {
  RunningDaemon daemon;
  Client client(options_for(daemon));
  REQUIRE(client.call(ReadInfo{}));
  CHECK(in_child([&] {
          int refused = 0;
          refused += is_refused([&] { client.start(); });
          refused += is_refused([&] { client.create(); });
          refused += is_refused([&] { client.watch(TokenName{"default", "x"}); });
          refused += is_refused([&] { client.cancel(TokenName{"default", "x"}); });
          refused += is_refused([&] { client.run({}, [](const CancellationToken&) {}); });
          refused += is_refused([&] { client.call(ReadInfo{}); });
          refused += is_refused([&] { client.call(ReadInfo{}, {}, [](const auto&) {}); });
          refused += is_refused([&] { client.subscribe(); });
          refused += is_refused([&] { client.flush(Millis{1}); });
          return refused;
        }) == 9);
  CHECK(client.call(ReadInfo{}));
}

TEST_CASE("to destroy a client in a process that was forked off neither hangs nor closes the other's", "[fork]") {
  RunningDaemon daemon;
  auto client = std::make_unique<Client>(options_for(daemon));
  auto operation = std::make_unique<Operation>(client->start({.id = "parent's"}));
  auto shared = std::make_unique<SharedToken>(client->create({.id = "shared"}));
  auto subscription = std::make_unique<Subscription>(client->subscribe());
  REQUIRE(client->flush(long_enough()));
  CHECK(in_child([&] {
          const auto begin = std::chrono::steady_clock::now();
          subscription.reset();
          shared.reset();
          operation.reset();
          client.reset();
          return std::chrono::steady_clock::now() - begin < 1s ? 0 : 1;
        }) == 0);
  CHECK(client->call(ReadStatus{operation->name()})->token.state == TokenState::active);
  CHECK(client->call(ReadStatus{shared->name()})->token.state == TokenState::active);
  operation->finish(Outcome::succeeded);
  REQUIRE(client->flush(long_enough()));
  CHECK(types_of(all_events(*client), "parent's").back() == EventType::operation_finished);
}

TEST_CASE("a client that is destroyed in a forked process does not hang while its other half is busy", "[fork]") {
  RunningDaemon daemon;
  Client client(options_for(daemon));
  std::atomic<bool> stopping{false};
  std::thread busy([&] {
    while (!stopping) {
      Operation operation = client.start();
      operation.cancel();
    }
  });
  for (int round = 0; round < 20; ++round) {
    Operation operation = client.start();
    CHECK(in_child([&] {
            {
              const Operation gone = std::move(operation);
              const Client closed = std::move(client);
            }
            return 0;
          }) == 0);
  }
  stopping = true;
  busy.join();
}

TEST_CASE("a forked process may make a client of its own", "[fork]") {
  RunningDaemon daemon;
  Client client(options_for(daemon));
  REQUIRE(client.call(ReadInfo{}));
  CHECK(in_child([&] {
          Client own(options_for(daemon));
          Operation operation = own.start({.id = "child's"});
          operation.cancel({.reason = "from the child"});
          operation.finish(Outcome::stopped);
          return own.flush(Millis{10'000}) ? 0 : 1;
        }) == 0);
  const auto events = all_events(client);
  REQUIRE(find_in<CancellationRequested>(events, "child's") != nullptr);
  CHECK(find_in<CancellationRequested>(events, "child's")->reason == "from the child");
}

TEST_CASE("a process ends soon and well with a client that lives as long as it", "[end]") {
  RunningDaemon daemon;
  CHECK(run_static_client(daemon, "here") == 0);
  Client client(options_for(daemon));
  CHECK(types_of(all_events(client), "static").size() >= 3);  // its end, too
}

TEST_CASE("a process ends soon and well with a client whose daemon is away", "[end]") {
  DaemonProcess daemon;
  CHECK(run_static_client(daemon, "away") == 0);
}

#endif
