// What a token costs beside the standard library's std::stop_token. Medians of alternated runs, so that a machine that
// grows slower meanwhile is slower for both; a ratio above 1 says that this library takes longer, or more.

#include <malloc.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <type_traits>
#include <utility>
#include <vector>

#include "cancel/token/cancellation_callback.hpp"
#include "cancel/token/cancellation_source.hpp"

namespace {

using cancel::CancellationCallback;
using cancel::CancellationSource;
using cancel::CancellationToken;
using Clock = std::chrono::steady_clock;

constexpr int rounds = 41;

// Makes the compiler believe that `value` is read, and that memory may have changed.
template <typename Value>
void keep(const Value& value) {
  asm volatile("" : : "r,m"(value) : "memory");
}

template <typename Work>
double nanoseconds_each(std::size_t count, Work work) {
  const auto begin = Clock::now();
  for (std::size_t done = 0; done < count; ++done) work();
  return std::chrono::duration<double, std::nano>(Clock::now() - begin).count() / static_cast<double>(count);
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

struct Comparison {
  double ours;
  double theirs;
};

// One uncounted run of each first.
template <typename Ours, typename Theirs>
Comparison alternate(Ours ours, Theirs theirs) {
  std::vector<double> of_ours;
  std::vector<double> of_theirs;
  ours();
  theirs();
  for (int round = 0; round < rounds; ++round) {
    of_ours.push_back(ours());
    of_theirs.push_back(theirs());
  }
  return {median(std::move(of_ours)), median(std::move(of_theirs))};
}

void print(const char* what, const char* unit, Comparison measured) {
  std::printf("%-46s %10.2f %10.2f %-6s %6.2f\n", what, measured.ours, measured.theirs, unit,
              measured.ours / measured.theirs);
}

Comparison asking(const CancellationToken& token, const std::stop_token& stop) {
  constexpr std::size_t count = 2'000'000;
  return alternate([&] { return nanoseconds_each(count, [&] { keep(token.is_cancelled()); }); },
                   [&] { return nanoseconds_each(count, [&] { keep(stop.stop_requested()); }); });
}

void print_asking() {
  const CancellationSource source;
  const auto standard = std::make_unique<std::stop_source>();
  print("is_cancelled(), not cancelled", "ns", asking(source.token(), standard->get_token()));
  source.cancel();
  standard->request_stop();
  print("is_cancelled(), cancelled", "ns", asking(source.token(), standard->get_token()));
}

Comparison making() {
  constexpr std::size_t count = 50'000;
  return alternate([] { return nanoseconds_each(count, [] { keep(CancellationSource()); }); },
                   [] { return nanoseconds_each(count, [] { keep(std::stop_source()); }); });
}

Comparison registering() {
  constexpr std::size_t count = 200'000;
  const CancellationSource source;
  const std::stop_source standard;
  return alternate(
      [&] {
        return nanoseconds_each(count, [&] {
          const CancellationCallback callback(source.token(), [] {});
          keep(callback);
        });
      },
      [&] {
        return nanoseconds_each(count, [&] {
          const std::stop_callback callback(standard.get_token(), [] {});
          keep(callback);
        });
      });
}

// The time of cancelling alone: sources and callbacks are made before, and destroyed after.
template <typename Source, typename Callback, typename Cancel>
double cancelling_each(Cancel cancel) {
  constexpr std::size_t count = 5'000;
  struct Target {
    Source source;
    std::optional<Callback> callback;
  };
  std::vector<Target> targets(count);
  std::size_t calls = 0;
  for (Target& target : targets) {
    if constexpr (std::is_same_v<Source, std::stop_source>) {
      target.callback.emplace(target.source.get_token(), [&calls] { ++calls; });
    } else {
      target.callback.emplace(target.source.token(), [&calls] { ++calls; });
    }
  }
  auto next = targets.begin();
  const double each = nanoseconds_each(count, [&] { cancel((next++)->source); });
  if (calls != count) std::abort();
  return each;
}

Comparison cancelling() {
  using Function = std::function<void()>;
  return alternate(
      [] {
        return cancelling_each<CancellationSource, CancellationCallback<Function>>(
            [](CancellationSource& source) { source.cancel(); });
      },
      [] {
        return cancelling_each<std::stop_source, std::stop_callback<Function>>(
            [](std::stop_source& source) { source.request_stop(); });
      });
}

// Of the heap, with what it takes itself for each allocation.
std::size_t bytes_in_use() {
  return ::mallinfo2().uordblks;
}

template <typename Make>
double bytes_each(Make make) {
  constexpr std::size_t count = 10'000;
  using Made = decltype(make());
  std::vector<Made> made;
  made.reserve(count);
  const std::size_t before = bytes_in_use();
  for (std::size_t done = 0; done < count; ++done) made.push_back(make());
  return static_cast<double>(bytes_in_use() - before) / static_cast<double>(count);
}

void print_memory() {
  const double standard = bytes_each([] { return std::stop_source(); });
  const CancellationSource parent;
  print("a source", "bytes", {bytes_each([] { return CancellationSource(); }), standard});
  print("a source under another one", "bytes",
        {bytes_each([&] { return CancellationSource{parent.token()}; }), standard});
  using Function = void (*)();
  print("a callback, beside its function", "bytes",
        {static_cast<double>(sizeof(CancellationCallback<Function>) - sizeof(Function)),
         static_cast<double>(sizeof(std::stop_callback<Function>) - sizeof(Function))});
}

}  // namespace

int main() {
  std::printf("%-46s %10s %10s %-6s %6s\n", "", "libcancel", "std", "", "ratio");
  print_asking();
  print("making and destroying a source", "ns", making());
  print("registering and deregistering a callback", "ns", registering());
  print("cancel() with one callback", "ns", cancelling());
  print_memory();
}
