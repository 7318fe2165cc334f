// What the way of a tool call costs beside calling the tool's function, where nobody cancels. Medians of alternated
// runs, so that a machine that grows slower meanwhile is slower for both.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <future>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "calls/admission.hpp"
#include "cancel/token/cancellation_source.hpp"
#include "tools/tool_box.hpp"

namespace {

using namespace cancel;
using namespace cancel::mcp;
using Clock = std::chrono::steady_clock;

constexpr int rounds = 41;
constexpr double most_added = 5'000;  // ns a call

template <typename Value>
void keep(const Value& value) {
  asm volatile("" : : "r,m"(&value) : "memory");
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
  double bare;
  double added() const { return ours - bare; }
};

// One uncounted run of each first.
template <typename Ours, typename Bare>
Comparison alternate(std::size_t count, Ours ours, Bare bare) {
  std::vector<double> of_ours;
  std::vector<double> of_bare;
  nanoseconds_each(count, ours);
  nanoseconds_each(count, bare);
  for (int round = 0; round < rounds; ++round) {
    of_ours.push_back(nanoseconds_each(count, ours));
    of_bare.push_back(nanoseconds_each(count, bare));
  }
  return {median(std::move(of_ours)), median(std::move(of_bare))};
}

double print(const char* what, Comparison measured) {
  std::printf("%-52s %10.0f %10.0f %10.2f\n", what, measured.ours, measured.bare, measured.added() / 1'000);
  return measured.added();
}

// Takes what it is told and sends it nowhere.
class QuietLink final : public CallLink {
 public:
  const CancellationToken& token() const override { return token_; }
  const TokenName& operation() const override { return name_; }
  bool send(MessageKind, std::string json) override {
    keep(json);
    return true;
  }
  PeerAnswer ask(std::string_view, const JsonText&, Millis) override { return {}; }

 private:
  const CancellationSource source_;
  const CancellationToken token_ = source_.token();
  const TokenName name_{"default", "the-call"};
};

ToolResult greet(const Json& arguments) {
  return ToolResult::text("hello " + find_text(arguments, "name").value_or("nobody"));
}

ToolSteps greet_in_steps(RequestContext&, const Json& arguments) {
  for (int step = 0; step < 5; ++step) co_yield Progress{static_cast<double>(step + 1), 5.0};
  co_return greet(arguments);
}

ToolOptions with_schema() {
  ToolOptions options;
  options.name = "greet";
  options.input_schema = JsonText::written(R"({"type":"object","required":["name"],"properties":{
    "name":{"type":"string","minLength":1,"maxLength":100},"times":{"type":"integer","minimum":1,"maximum":10},
    "tone":{"enum":["warm","cool"]}}})");
  return options;
}

ToolOptions without_schema() {
  ToolOptions options;
  options.name = "greet";
  return options;
}

// A tool that is called again and again, each time with a context of its own.
class Pipeline {
 public:
  explicit Pipeline(ToolOptions options, int middleware = 0) {
    tools_.add(std::move(options), [](RequestContext&, const Json& arguments) { return greet(arguments); });
    for (int count = 0; count < middleware; ++count) {
      tools_.use([](RequestContext&, const ToolOptions&, const Json&, const auto& next) { return next(); });
    }
  }
  explicit Pipeline(StepHandler handler, bool tells_progress) {
    tools_.add_steps(without_schema(), std::move(handler));
    auto facts = std::make_shared<RequestFacts>();
    if (tells_progress) facts->progress_token = JsonText::written("1");
    facts_ = std::move(facts);
  }

  void call() const {
    RequestContext context(facts_, link_, nullptr);
    keep(tools_.run(*tools_.in_order().front(), context, arguments_));
  }
  void call_bare() const { keep(greet(arguments_)); }

  Comparison measure() const {
    return alternate(
        20'000, [this] { call(); }, [this] { call_bare(); });
  }

 private:
  ToolBox tools_;
  std::shared_ptr<const RequestFacts> facts_ = std::make_shared<RequestFacts>();
  std::shared_ptr<CallLink> link_ = std::make_shared<QuietLink>();
  const JsonDocument arguments_ = parse_json(R"({"name":"world","times":3,"tone":"warm"})");
};

template <typename Start>
void wait_for(Start start) {
  std::promise<void> done;
  auto ended = done.get_future();
  start([&done] { done.set_value(); });
  ended.wait();
}

// To another thread and back, with the queue and without.
Comparison queueing() {
  WorkerPool pool(4);
  Admission admission(pool, 100);
  const CancellationSource source;
  CallNeeds needs;
  needs.limited = "greet";
  needs.max_concurrent = 2;
  needs.exclusive = "lock";
  return alternate(
      2'000, [&] { wait_for([&](auto done) { admission.submit(needs, source.token(), done, [] {}); }); },
      [&] { wait_for([&](auto done) { pool.run(done); }); });
}

}  // namespace

int main() {
  std::printf("%-52s %10s %10s %10s\n", "one call, nobody cancels", "ns", "bare ns", "added us");
  const double added = std::max({
      print("tool, any object, no middleware", Pipeline(without_schema()).measure()),
      print("tool, schema of three members, no middleware", Pipeline(with_schema()).measure()),
      print("tool, schema of three members, 1 middleware", Pipeline(with_schema(), 1).measure()),
      print("tool, schema of three members, 5 middlewares", Pipeline(with_schema(), 5).measure()),
      print("tool in five steps, progress not asked for", Pipeline(greet_in_steps, false).measure()),
  });
  print("tool in five steps, each told to the client", Pipeline(greet_in_steps, true).measure());
  print("queue with a limit and a lock; bare: thread alone", queueing());
  std::printf("\nthe most that the pipeline adds to a call: %.2f us (to be below %.0f us)\n", added / 1'000,
              most_added / 1'000);
}
