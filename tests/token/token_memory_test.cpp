// What tokens cost in memory. A program of its own, since it counts all allocations.

#include <catch2/catch.hpp>

#include <malloc.h>

#include <atomic>
#include <cstdlib>
#include <memory>
#include <new>
#include <vector>

#include "cancel/token/cancellation_callback.hpp"
#include "cancel/token/cancellation_source.hpp"

namespace {

std::atomic<std::size_t> live_bytes{0};
std::atomic<std::size_t> allocations{0};

void* try_to_allocate(std::size_t size) noexcept {
  void* const memory = std::malloc(size);
  if (memory == nullptr) return nullptr;
  live_bytes += malloc_usable_size(memory);
  ++allocations;
  return memory;
}

void* allocate(std::size_t size) {
  if (void* const memory = try_to_allocate(size)) return memory;
  throw std::bad_alloc();
}

void release(void* memory) noexcept {
  if (memory == nullptr) return;
  live_bytes -= malloc_usable_size(memory);
  std::free(memory);
}

}  // namespace

void* operator new(std::size_t size) {
  return allocate(size);
}
void* operator new[](std::size_t size) {
  return allocate(size);
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  return try_to_allocate(size);
}
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept {
  return try_to_allocate(size);
}
void operator delete(void* memory) noexcept {
  release(memory);
}
void operator delete[](void* memory) noexcept {
  release(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  release(memory);
}
void operator delete[](void* memory, std::size_t) noexcept {
  release(memory);
}

using namespace cancel;

namespace {

constexpr std::size_t promised_bytes = 200;

// How many bytes more are in use while what `make` gives is alive.
template <typename Make>
std::size_t bytes_of(Make make) {
  const std::size_t before = live_bytes;
  const auto made = make();
  return live_bytes - before;
}

void use_many_tokens_with_callbacks() {
  using Callback = CancellationCallback<std::function<void()>>;
  const CancellationSource root;
  std::vector<CancellationSource> sources;
  std::vector<std::unique_ptr<Callback>> callbacks;
  std::size_t calls = 0;
  for (int count = 0; count < 100'000; ++count) {
    sources.push_back(CancellationSource{root.token()});
    callbacks.push_back(std::make_unique<Callback>(sources.back().token(), [&calls] { ++calls; }));
    if (count % 3 == 0) callbacks.back().reset();
  }
  root.cancel({.reason = "a reason that is too long to be kept inside of a string"});
  CHECK(calls == 66'666);
}

}  // namespace

TEST_CASE("a token costs at most 200 bytes", "[token][memory]") {
  CHECK(bytes_of([] { return CancellationSource(); }) <= promised_bytes);
}

TEST_CASE("a token that hangs under another one costs at most 200 bytes", "[token][memory]") {
  const CancellationSource parent;
  CHECK(bytes_of([&] { return CancellationSource{parent.token()}; }) <= promised_bytes);
}

TEST_CASE("a token that is born cancelled shares the reason of its parent with its siblings", "[token][memory]") {
  const CancellationSource parent;
  parent.cancel({.reason = std::string(10'000, 'x')});
  const CancellationSource middle{parent.token()};
  CHECK(bytes_of([&] { return CancellationSource{middle.token()}; }) <= promised_bytes);
}

TEST_CASE("a cancellation's text is kept once for all that hangs below", "[token][memory]") {
  const CancellationSource parent;
  std::vector<CancellationSource> children;
  for (int count = 0; count < 1'000; ++count) children.push_back(CancellationSource{parent.token()});
  const std::size_t before = live_bytes;
  parent.cancel({.reason = std::string(10'000, 'x')});
  CHECK(live_bytes - before < 3 * 10'000);
}

TEST_CASE("asking whether a token is cancelled, and handing it on, allocates nothing", "[token][memory]") {
  const CancellationSource source;
  const CancellationToken token = source.token();
  const std::size_t before = allocations;
  const CancellationToken copy = token;
  const bool cancelled = copy.is_cancelled() || copy.has_reached(Stage::forced);
  const std::size_t after = allocations;
  CHECK_FALSE(cancelled);
  CHECK(after == before);
}

TEST_CASE("registering a callback that is kept in place allocates nothing", "[token][memory]") {
  const CancellationSource source;
  int calls = 0;
  const std::size_t before = allocations;
  {
    const CancellationCallback callback(source.token(), [&calls] { ++calls; });
  }
  const std::size_t after = allocations;
  CHECK(after == before);
}

TEST_CASE("after 100,000 tokens with callbacks memory is back to where it was", "[token][memory]") {
  use_many_tokens_with_callbacks();
  const std::size_t before = live_bytes;
  use_many_tokens_with_callbacks();
  CHECK(live_bytes == before);
}
