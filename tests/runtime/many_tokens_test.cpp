#include <catch2/catch.hpp>

#include <malloc.h>

#include <future>

#include "client_scene.hpp"
#include "process_figures.hpp"

using namespace cancel;
using namespace scene;

namespace {

#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
constexpr int many = 10'000;
constexpr bool memory_is_ours = false;  // a sanitizer keeps what is freed
#else
constexpr int many = 100'000;
constexpr bool memory_is_ours = true;
#endif

std::size_t used_kib() {
  malloc_trim(0);
  return resident_kib();
}

// It stays until the process ends.
void begin_callback_thread(Client& client) {
  std::promise<void> done;
  client.call(ReadInfo{}, {}, [&](const auto&) { done.set_value(); });
  done.get_future().get();
}

}  // namespace

TEST_CASE("one thread serves a hundred thousand tokens and as many operations, and leaves nothing behind", "[many]") {
  RunningDaemon daemon;
  Client other(options_for(daemon));
  begin_callback_thread(other);
  const std::size_t threads = thread_count(), descriptors = descriptor_count(), memory = used_kib();
  {
    Client client(options_for(daemon));
    REQUIRE(client.call(ReadInfo{}));
    const std::size_t with_client = thread_count(), descriptors_with_client = descriptor_count();
    CHECK(with_client == threads + 1);
    std::vector<CancellationToken> watched;
    std::vector<Operation> operations;
    for (int index = 0; index < many; ++index) {
      watched.push_back(client.watch(TokenName{"watched", std::to_string(index)}));
      operations.push_back(client.start({.id = std::to_string(index)}));
    }
    REQUIRE(client.flush(Millis{60'000}));
    other.cancel(TokenName{"watched", "7777"}, {.reason = "you"}, true);
    other.cancel(TokenName{"default", "5555"}, {.reason = "and you"});
    REQUIRE(watched[7'777].wait(Stage::requested, 20s));
    REQUIRE(operations[5'555].token().wait(Stage::requested, 20s));
    CHECK(watched[7'777].cancellation()->reason == "you");
    CHECK_FALSE(watched[7'778].has_reached(Stage::requested));
    CHECK(thread_count() == with_client);
    CHECK(descriptor_count() == descriptors_with_client);
    operations.clear();
    REQUIRE(client.flush(Millis{60'000}));
    CHECK(client.call(ListOperations{}, {.timeout = long_enough()})->operations.empty());
  }
  CHECK(eventually([&] { return thread_count() == threads; }));
  CHECK(eventually([&] { return descriptor_count() == descriptors; }));
  if (memory_is_ours) CHECK(used_kib() < memory + 20'000);
}

TEST_CASE("two hundred clients leave no thread and no descriptor behind", "[many]") {
  RunningDaemon daemon;
  {
    Client warm(options_for(daemon));
    begin_callback_thread(warm);
  }
  const std::size_t threads = thread_count(), descriptors = descriptor_count();
  for (int round = 0; round < 200; ++round) {
    Client client(options_for(daemon));
    if (round % 4 == 0) {
      Operation operation = client.start();
      REQUIRE(client.flush(long_enough()));
    }
  }
  CHECK(eventually([&] { return thread_count() == threads; }));
  CHECK(eventually([&] { return descriptor_count() == descriptors; }));
}

TEST_CASE("two hundred clients may be open at once", "[many]") {
  RunningDaemon daemon;
  std::vector<Client> clients;
  for (int index = 0; index < 200; ++index) clients.emplace_back(options_for(daemon));
  for (Client& client : clients) REQUIRE(client.call(ReadInfo{}, {.timeout = long_enough()}));
}
