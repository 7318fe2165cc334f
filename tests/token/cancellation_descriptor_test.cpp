#include <catch2/catch.hpp>

#include <fcntl.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

#include "cancel/token/cancellation_callback.hpp"
#include "cancel/token/cancellation_descriptor.hpp"
#include "cancel/token/cancellation_source.hpp"
#include "sanitizers.hpp"

using namespace cancel;

namespace {

bool is_readable(const CancellationDescriptor& descriptor) {
  pollfd polled{descriptor.get(), POLLIN, 0};
  return ::poll(&polled, 1, 0) == 1 && (polled.revents & POLLIN) != 0;
}

std::size_t open_descriptors() {
  const std::filesystem::directory_iterator all("/proc/self/fd");
  return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

// No further descriptor is to be had as long as it lives.
class NoMoreDescriptors {
 public:
  NoMoreDescriptors() {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    const rlimit none{0, before_.rlim_max};
    ::setrlimit(RLIMIT_NOFILE, &none);
  }
  ~NoMoreDescriptors() { ::setrlimit(RLIMIT_NOFILE, &before_); }

 private:
  rlimit before_{};
};

}  // namespace

TEST_CASE("a descriptor becomes readable with the cancellation, and stays so", "[token][descriptor]") {
  const CancellationSource source;
  const CancellationDescriptor descriptor(source.token());
  CHECK_FALSE(is_readable(descriptor));
  source.cancel();
  CHECK(is_readable(descriptor));
  source.cancel({.mode = Mode::force});
  CHECK(is_readable(descriptor));
}

TEST_CASE("a descriptor that is made late is readable from the first", "[token][descriptor]") {
  const CancellationSource source;
  source.cancel();
  CHECK(is_readable(CancellationDescriptor(source.token())));
}

TEST_CASE("a descriptor waits for its stage", "[token][descriptor]") {
  const CancellationSource source;
  const CancellationDescriptor forced(source.token(), Stage::forced);
  const CancellationDescriptor completed(source.token(), Stage::completed);
  source.cancel();
  CHECK_FALSE(is_readable(forced));
  source.cancel({.mode = Mode::force});
  CHECK(is_readable(forced));
  CHECK_FALSE(is_readable(completed));
  source.complete();
  CHECK(is_readable(completed));
}

TEST_CASE("a thread in poll is woken by a cancellation on another", "[token][descriptor]") {
  const CancellationSource parent;
  const CancellationSource child{parent.token()};
  const CancellationDescriptor descriptor(child.token());
  std::jthread cancelling([&] { parent.cancel(); });
  pollfd polled{descriptor.get(), POLLIN, 0};
  CHECK(::poll(&polled, 1, 60'000) == 1);
}

TEST_CASE("epoll reports a descriptor again and again", "[token][descriptor]") {
  const CancellationSource source;
  const CancellationDescriptor descriptor(source.token());
  const int epoll = ::epoll_create1(EPOLL_CLOEXEC);
  epoll_event wanted{};
  wanted.events = EPOLLIN;
  wanted.data.fd = descriptor.get();
  REQUIRE(::epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor.get(), &wanted) == 0);
  epoll_event told{};
  CHECK(::epoll_wait(epoll, &told, 1, 0) == 0);
  source.cancel();
  for (int turn = 0; turn < 3; ++turn) {
    CHECK(::epoll_wait(epoll, &told, 1, 60'000) == 1);
    CHECK(told.data.fd == descriptor.get());
  }
  ::close(epoll);
}

TEST_CASE("a descriptor is readable before the first callback runs", "[token][descriptor]") {
  const CancellationSource parent;
  const CancellationSource child{parent.token()};
  bool seen = false;
  std::optional<CancellationDescriptor> descriptor;
  const CancellationCallback callback(parent.token(), [&] { seen = is_readable(*descriptor); });
  descriptor.emplace(child.token());
  parent.cancel();
  CHECK(seen);
}

TEST_CASE("a moved descriptor is the same one", "[token][descriptor]") {
  const CancellationSource source;
  CancellationDescriptor first(source.token());
  const int number = first.get();
  CancellationDescriptor second(std::move(first));
  CHECK(second.get() == number);
  CHECK(first.get() == -1);
  source.cancel();
  CHECK(is_readable(second));
}

TEST_CASE("descriptors are closed: at the end, and when another one is moved there", "[token][descriptor]") {
  const std::size_t before = open_descriptors();
  {
    const CancellationSource source;
    CancellationDescriptor first(source.token());
    CancellationDescriptor second(source.token());
    CHECK(open_descriptors() == before + 2);
    first = std::move(second);
    CHECK(open_descriptors() == before + 1);
    source.cancel();
    CHECK(is_readable(first));
  }
  CHECK(open_descriptors() == before);
}

TEST_CASE("a descriptor outlives all sources, and programs that are executed do not get it", "[token][descriptor]") {
  std::optional<CancellationSource> source(std::in_place);
  const CancellationDescriptor descriptor(source->token());
  source.reset();
  CHECK_FALSE(is_readable(descriptor));
  CHECK((::fcntl(descriptor.get(), F_GETFD) & FD_CLOEXEC) != 0);
}

TEST_CASE("a descriptor of a default token is never readable", "[token][descriptor]") {
  CHECK_FALSE(is_readable(CancellationDescriptor(CancellationToken{})));
}

TEST_CASE("without a descriptor to be had, making one fails and leaves the token as it was", "[token][descriptor]") {
  if (under_address_sanitizer) return;  // what comes with it needs descriptors, to look at the exception
  const CancellationSource source;
  {
    const NoMoreDescriptors scarcity;
    CHECK_THROWS_AS(CancellationDescriptor(source.token()), std::system_error);
  }
  CHECK(source.cancel());
}
