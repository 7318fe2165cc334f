#include "server.hpp"

#include <algorithm>
#include <exception>
#include <functional>
#include <thread>
#include <vector>

#include "generator.hpp"
#include "interruption.hpp"

namespace cancel::load {
namespace {

constexpr std::size_t preparing_in_flight = 64;
constexpr std::size_t least_prepared = 20'000;
constexpr std::size_t most_prepared = 2'000'000;
constexpr double preparing_seconds = 600;  // bounded by requests, not by time

// All generator threads together: each phase runs on all of them at once. The threads live for one phase.
class Generators {
 public:
  using Connect = std::function<std::unique_ptr<ConnectionGroup>(std::size_t clients)>;

  Generators(const LoadOptions& options, const Connect& connect) : options_(options) {
    for (std::size_t thread = 0; thread < options.threads; ++thread) {
      groups_.push_back(connect(share(options.clients, thread)));
      generators_.push_back(std::make_unique<Generator>(*groups_.back()));
    }
  }

  // Adds what is measured to `report`; warm-ups take one of their own.
  void measure(double seconds, std::size_t requests, Report& report) {
    double measured = 0;
    while (measured < seconds && requests != 0 && interruption() == 0) {
      const std::size_t page = std::min(requests, prepare(seconds - measured, requests, report));
      const std::vector<PhaseResult> results = run([&](std::size_t thread) {
        const std::size_t limit = share(page, thread);
        return Phase{options_.in_flight, seconds - measured, page == ConnectionGroup::unlimited ? page : limit,
                     options_.rate / static_cast<double>(options_.threads)};
      });
      measured += add(results, measured, report);
      if (requests != ConnectionGroup::unlimited) requests -= page;
    }
  }

 private:
  // The part of `whole` that falls to one thread.
  std::size_t share(std::size_t whole, std::size_t thread) const {
    return whole / options_.threads + (thread < whole % options_.threads ? 1 : 0);
  }

  std::size_t available() const {
    const auto fewest = std::min_element(groups_.begin(), groups_.end(), [](const auto& one, const auto& other) {
      return one->available() < other->available();
    });
    const std::size_t each = (*fewest)->available();
    return each == ConnectionGroup::unlimited ? each : each * options_.threads;
  }

  // Makes sure that there is enough to ask for during `seconds`, as far as can be told, but not for more than
  // `requests`. Returns how much there is.
  std::size_t prepare(double seconds, std::size_t requests, Report& report) {
    if (available() == ConnectionGroup::unlimited) return ConnectionGroup::unlimited;
    const double expected = 1.2 * seconds * std::max(report.rate, fastest_);
    const std::size_t wanted =
        std::min(requests, std::clamp(static_cast<std::size_t>(expected), least_prepared, most_prepared));
    const std::size_t there = available();
    if (there >= wanted) return there;
    for (const auto& group : groups_) group->prepare(true);
    for (const PhaseResult& result : run([&](std::size_t) {
           return Phase{preparing_in_flight, preparing_seconds, (wanted - there) / options_.threads + 1, 0};
         }))
      report.failed += result.failed;
    for (const auto& group : groups_) group->prepare(false);
    return available();
  }

  std::vector<PhaseResult> run(const std::function<Phase(std::size_t)>& phase_of) {
    std::vector<PhaseResult> results(generators_.size());
    std::vector<std::exception_ptr> errors(generators_.size());
    const auto work = [&](std::size_t thread) {
      try {
        results[thread] = generators_[thread]->run(phase_of(thread));
      } catch (...) {
        errors[thread] = std::current_exception();
      }
    };
    std::vector<std::jthread> threads;
    for (std::size_t thread = 1; thread < generators_.size(); ++thread) threads.emplace_back(work, thread);
    work(0);
    for (std::jthread& thread : threads) thread.join();
    for (const std::exception_ptr& error : errors)
      if (error) std::rethrow_exception(error);
    return results;
  }

  // Returns the seconds that were added.
  double add(const std::vector<PhaseResult>& results, double measured, Report& report) {
    double rate = 0;
    double seconds = 0;
    for (const PhaseResult& result : results) {
      report.done += result.done;
      report.failed += result.failed;
      report.latency.add(result.latency);
      rate += result.seconds > 0 ? static_cast<double>(result.done) / result.seconds : 0;
      seconds = std::max(seconds, result.seconds);
    }
    report.seconds = measured + seconds;
    report.rate = (report.rate * measured + rate * seconds) / std::max(report.seconds, 1e-9);
    fastest_ = std::max(fastest_, rate);
    return seconds;
  }

  LoadOptions options_;
  std::vector<std::unique_ptr<ConnectionGroup>> groups_;
  std::vector<std::unique_ptr<Generator>> generators_;
  double fastest_ = 0;
};

}  // namespace

Report Server::run(const LoadOptions& options) {
  Generators generators(options, [this](std::size_t clients) { return connect(clients); });
  Report warm_up;
  if (options.warm_up > 0) generators.measure(options.warm_up, ConnectionGroup::unlimited, warm_up);
  Report report;
  report.target = options.target;
  report.clients = options.clients;
  report.in_flight = options.in_flight;
  describe(report);
  generators.measure(options.seconds, options.requests, report);
  report.failed += warm_up.failed;
  return report;
}

}  // namespace cancel::load
