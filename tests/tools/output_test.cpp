#include "text/output.hpp"

#include <catch2/catch.hpp>

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <string>
#include <thread>

namespace cancel::text {
namespace {

struct Pipe {
  Pipe() { REQUIRE(pipe(ends.data()) == 0); }
  ~Pipe() {
    close(ends[0]);
    close(ends[1]);
  }
  std::string read_some() {
    std::array<char, 256> buffer{};
    const ssize_t length = ::read(ends[0], buffer.data(), buffer.size());
    return {buffer.data(), static_cast<std::size_t>(length)};
  }
  std::array<int, 2> ends{};
};

TEST_CASE("output is written when it is flushed", "[output]") {
  Pipe pipe;
  Output output(pipe.ends[1]);
  output.write("one ");
  output.write("two");
  output.flush();
  CHECK(pipe.read_some() == "one two");
}

TEST_CASE("an output that nobody reads any more says so", "[output]") {
  signal(SIGPIPE, SIG_IGN);
  Pipe pipe;
  close(std::exchange(pipe.ends[0], -1));
  Output output(pipe.ends[1]);
  output.write("x");
  CHECK_THROWS_AS(output.flush(), OutputClosed);
}

TEST_CASE("a reader who has gone is noticed before anything is written", "[output]") {
  Pipe pipe;
  const Output output(pipe.ends[1]);
  CHECK_NOTHROW(output.check_reader());
  close(std::exchange(pipe.ends[0], -1));
  CHECK_THROWS_AS(output.check_reader(), OutputClosed);
}

TEST_CASE("whoever waits for a reader that takes nothing can give up, and go on later where it was", "[output]") {
  struct GivenUp {};
  Pipe pipe;
  bool patient = false;
  int asked = 0;
  Output output(pipe.ends[1], [&] {
    if (!patient && ++asked == 2) throw GivenUp();
  });
  std::string all;
  for (int line = 0; all.size() < 300'000; ++line) all += std::to_string(line) + "\n";
  CHECK_THROWS_AS(output.write(all), GivenUp);
  patient = true;
  std::string seen;
  std::thread reader([&] {
    while (seen.size() < all.size()) seen += pipe.read_some();
  });
  output.flush();
  reader.join();
  CHECK(seen == all);
}

TEST_CASE("an output that is full says what the system says", "[output]") {
  const int full = open("/dev/full", O_WRONLY);
  REQUIRE(full >= 0);
  Output output(full);
  output.write("x");
  CHECK_THROWS_WITH(output.flush(), Catch::Contains("No space left"));
  close(full);
}

}  // namespace
}  // namespace cancel::text
