#include <catch2/catch.hpp>

#include <map>
#include <random>

#include "requests_scene.hpp"

using namespace cancel;
using namespace cancel::mcp;
using namespace scene;

// Random use, compared with the rules written down as simply as they go.

namespace {

enum class End { none, answered, silenced };

struct Modelled {
  int id = 0;
  End end = End::none;
  std::size_t messages = 0;
  bool finished = false;
  std::shared_ptr<IncomingRequest> request;
  std::shared_ptr<RecordingChannel> channel = std::make_shared<RecordingChannel>();
};

class Model {
 public:
  explicit Model(unsigned seed) : random_(seed) {}

  void step() {
    switch (any(7)) {
      case 0:
      case 1:
        return begin(static_cast<int>(any(5)));
      case 2:
        return cancel(static_cast<int>(any(5)));
      case 3:
        return with_any([this](Modelled& one) { answer(one); });
      case 4:
        return with_any([this](Modelled& one) { send(one); });
      case 5:
        return with_any([this](Modelled& one) { finish(one); });
      default:
        return with_any([](Modelled& one) { one.request->cancel({.reason = "somebody else"}); });
    }
  }

  void check_all() {
    peer_.canceller.drain();
    std::size_t running = 0;
    for (const Modelled& one : all_) {
      Said said(one.messages, "report");
      if (one.end == End::answered) said.insert(said.end(), {"response", "over: answered"});
      if (one.end == End::silenced) said.push_back("over: silenced");
      REQUIRE(one.channel->said() == said);
      REQUIRE(one.request->is_open() == (one.end == End::none));
      REQUIRE(one.request->is_silenced() == (one.end == End::silenced));
      running += one.finished ? 0 : 1;
    }
    REQUIRE(peer_.requests.running() == running);
    const RequestCounters counters = peer_.requests.counters();
    REQUIRE(counters.begun == all_.size());
    REQUIRE(counters.duplicate_ids == duplicates_);
    REQUIRE(counters.unknown_cancels == unknown_);
    REQUIRE(counters.late_messages == late_);
  }

 private:
  std::size_t any(std::size_t bound) { return std::uniform_int_distribution<std::size_t>(0, bound - 1)(random_); }

  void with_any(const std::function<void(Modelled&)>& act) {
    if (!all_.empty()) act(all_[all_.size() - 1 - any(std::min<std::size_t>(all_.size(), 8))]);
  }

  Modelled* in_flight(int id) {
    for (Modelled& one : all_) {
      if (one.id == id && one.end == End::none) return &one;
    }
    return nullptr;
  }

  void begin(int id) {
    Modelled one;
    one.id = id;
    one.request = peer_.requests.begin({.id = number(id), .method = "tools/call"}, one.channel);
    REQUIRE((one.request == nullptr) == (in_flight(id) != nullptr));
    if (one.request) {
      all_.push_back(std::move(one));
    } else {
      ++duplicates_;
    }
  }

  void cancel(int id) {
    Modelled* one = in_flight(id);
    REQUIRE((peer_.cancel(number(id)) == Heard::cancelled) == (one != nullptr));
    if (one != nullptr) {
      one->end = End::silenced;
    } else {
      ++unknown_;
    }
  }

  void answer(Modelled& one) {
    const bool goes_out = one.end == End::none;
    REQUIRE(one.request->answer("response") == goes_out);
    if (goes_out) one.end = End::answered;
    late_ += goes_out ? 0 : 1;
  }

  void send(Modelled& one) {
    const bool goes_out = one.end == End::none;
    REQUIRE(one.request->send(MessageKind::report, "report") == goes_out);
    (goes_out ? one.messages : late_) += 1;
  }

  void finish(Modelled& one) {
    one.request->finish(Outcome::succeeded);
    if (one.end == End::none) one.end = End::silenced;
    one.finished = true;
  }

  std::mt19937 random_;
  Peer peer_;
  std::vector<Modelled> all_;
  std::size_t duplicates_ = 0;
  std::size_t unknown_ = 0;
  std::size_t late_ = 0;
};

}  // namespace

TEST_CASE("in whatever order things happen, a request is answered or silenced, and nothing follows", "[requests]") {
  for (unsigned seed = 0; seed < 200; ++seed) {
    INFO("seed " << seed);
    Model model(seed);
    for (int step = 0; step < 200; ++step) model.step();
    model.check_all();
  }
}
