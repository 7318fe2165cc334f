#include <sys/resource.h>

#include <catch2/catch.hpp>
#include <cerrno>
#include <chrono>
#include <regex>
#include <set>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include "cancel/system/open_file_limit.hpp"
#include "cancel/system/random_ids.hpp"
#include "cancel/system/system_clock.hpp"

using namespace cancel;

namespace {

const std::regex uuid_version_4("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");

ssize_t nothing(void*, std::size_t, unsigned) {
  errno = ENOSYS;
  return -1;
}

ssize_t end_of_file(void*, std::size_t, unsigned) {
  return 0;
}

// One byte a call, and every second call is interrupted.
ssize_t reluctant(void* buffer, std::size_t, unsigned) {
  static int calls = 0;
  if (++calls % 2 == 0) {
    errno = EINTR;
    return -1;
  }
  *static_cast<unsigned char*>(buffer) = 0xFF;
  return 1;
}

}  // namespace

TEST_CASE("the wall clock of the system is that of the standard library", "[system]") {
  const SystemClock clock;
  const auto before = std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
  const Timestamp now = clock.now();
  const auto after = std::chrono::system_clock::now();
  CHECK(before <= now);
  CHECK(now <= after);
}

TEST_CASE("the monotonic clock never goes back and does move", "[system]") {
  const SystemClock clock;
  const Moment start = clock.elapsed();
  Moment last = start;
  while (last == start) {
    const Moment next = clock.elapsed();
    REQUIRE(next >= last);
    last = next;
  }
  CHECK(last > start);
}

TEST_CASE("a random id is a UUID of version 4", "[system]") {
  RandomIds ids;
  for (int count = 0; count < 1'000; ++count) {
    const std::string id = ids.next();
    INFO(id);
    REQUIRE(std::regex_match(id, uuid_version_4));
  }
}

TEST_CASE("random ids made by several threads all differ", "[system]") {
  RandomIds ids;
  std::vector<std::vector<std::string>> made(4);
  std::vector<std::thread> threads;
  for (auto& mine : made) {
    threads.emplace_back([&ids, &mine] {
      for (int count = 0; count < 2'000; ++count) mine.push_back(ids.next());
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::set<std::string> all;
  for (const auto& mine : made) all.insert(mine.begin(), mine.end());
  CHECK(all.size() == 8'000);
}

TEST_CASE("an id is made of all the bytes asked for, even when the kernel is interrupted and gives them singly",
          "[system]") {
  RandomIds ids(&reluctant);
  CHECK(ids.next() == "ffffffff-ffff-4fff-bfff-ffffffffffff");
}

TEST_CASE("no id is made when the kernel gives no random bytes", "[system]") {
  RandomIds unsupported(&nothing);
  try {
    unsupported.next();
    FAIL("it made an id");
  } catch (const std::system_error& error) {
    CHECK(error.code().value() == ENOSYS);
  }
  RandomIds empty(&end_of_file);
  CHECK_THROWS_AS(empty.next(), std::system_error);
}

TEST_CASE("the limit of open files is raised to what the system allows", "[system]") {
  rlimit before{};
  REQUIRE(::getrlimit(RLIMIT_NOFILE, &before) == 0);
  rlimit low = before;
  low.rlim_cur = std::min<rlim_t>(before.rlim_max, 256);
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &low) == 0);

  CHECK(raise_open_file_limit() == before.rlim_max);

  rlimit after{};
  REQUIRE(::getrlimit(RLIMIT_NOFILE, &after) == 0);
  CHECK(after.rlim_cur == before.rlim_max);
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &before) == 0);
}
