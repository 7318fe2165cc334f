#include "web/served_program.hpp"

#include <catch2/catch.hpp>

#include "program/failure.hpp"

using namespace std::chrono_literals;
using cancel::program::Failure;
using Catch::Matchers::Contains;
using namespace cancel::web;

namespace {

// EndSignals that end with a test.
class TestSignals {
 public:
  TestSignals() { pthread_sigmask(SIG_BLOCK, nullptr, &before_); }
  ~TestSignals() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  const EndSignals& block() { return signals_.emplace(); }

 private:
  sigset_t before_{};
  std::optional<EndSignals> signals_;
};

}  // namespace

TEST_CASE("where nobody says where to listen, it is the usual address", "[web]") {
  CHECK(listen_address({}, "127.0.0.1:9470") == ListenAddress{"127.0.0.1", 9470});
  CHECK(listen_address(":80", "127.0.0.1:9470") == ListenAddress{"127.0.0.1", 80});
}

TEST_CASE("an address that is none is wrong usage of --listen", "[web]") {
  try {
    listen_address("nowhere", "127.0.0.1:9470");
    FAIL("it was taken");
  } catch (const Failure& failure) {
    CHECK(failure.code() == cancel::program::ExitCode::usage);
    CHECK_THAT(failure.what(), Contains("--listen: 'nowhere'"));
  }
}

TEST_CASE("no time for an answer is wrong usage of --timeout", "[web]") {
  cancel::program::Settings settings;
  settings.timeout = 1ms;
  CHECK(answer_within(settings) == 1ms);
  settings.timeout = 0ms;
  CHECK_THROWS_WITH(answer_within(settings), "--timeout: in no time no daemon can answer");
}

TEST_CASE("a signal ends the serving, also one that came before it began", "[web]") {
  TestSignals signals;
  const EndSignals& end = signals.block();
  for (const int number : {SIGINT, SIGTERM}) {
    raise(number);
    serve({"a-program", {}, "", {}}, end, [](const auto&, const auto&) {});
  }
}

TEST_CASE("an address that another program has is named", "[web]") {
  const cancel::http::Server other({}, [](const auto&, const auto&) {});
  TestSignals signals;
  const ListenAddress taken{"127.0.0.1", other.port()};
  CHECK_THROWS_WITH(serve({"a-program", taken, "", {}}, signals.block(), {}), Contains(taken.text()));
}
