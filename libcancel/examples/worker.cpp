// Work that stops when it is cancelled, from wherever:
//
//     ./worker                            counting as 0f74ccc0-cade-4c2a-a2a6-7d05a62cf529
//     cancelctl cancel --tool count --reason "that is enough"
//
// It needs no daemon to run: what there is to record waits until one is there.

#include <cancel/cancel.hpp>
#include <chrono>
#include <exception>
#include <iostream>
#include <thread>

using namespace std::chrono_literals;

// One step of the work. Where steps are long, hand the token on into them.
static void count_one(long& counted) {
  std::this_thread::sleep_for(10ms);
  ++counted;
}

static void print(const cancel::Notice& notice) {
  std::cerr << "worker: " << notice.text << '\n';
}

int main(int argc, char** argv) try {
  const long goal = argc > 1 ? std::stol(argv[1]) : 1'000'000;
  cancel::Client client({.name = "worker", .on_notice = print});
  cancel::Operation operation = client.start({.tool = "count"});
  std::cout << "counting as " << operation.name().id << std::endl;

  long counted = 0;
  while (counted < goal && !operation.token().is_cancelled()) count_one(counted);

  if (counted < goal) {
    const auto why = operation.token().cancellation();
    std::cout << "stopped: " << why->reason.value_or("no reason given") << std::endl;
    operation.finish(cancel::Outcome::stopped);
  } else {
    std::cout << "counted to " << counted << std::endl;
    operation.finish(cancel::Outcome::succeeded);
  }
} catch (const std::exception& problem) {
  std::cerr << "worker: " << problem.what() << '\n';
  return 1;
}
