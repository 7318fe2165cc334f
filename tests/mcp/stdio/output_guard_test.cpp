#include "stdio/output_guard.hpp"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdio>
#include <iostream>

#include "pipes.hpp"

namespace cancel::mcp {
namespace {

using testing::Lines;
using testing::Pipe;

// This process's own stdout and stderr are pipes as long as it lives.
class Redirected {
 public:
  Redirected() {
    std::fflush(stdout);
    kept_output_.reset(::dup(STDOUT_FILENO));
    kept_error_.reset(::dup(STDERR_FILENO));
    ::dup2(output.writing.get(), STDOUT_FILENO);
    ::dup2(error.writing.get(), STDERR_FILENO);
  }
  ~Redirected() {
    std::fflush(stdout);
    ::dup2(kept_output_.get(), STDOUT_FILENO);
    ::dup2(kept_error_.get(), STDERR_FILENO);
  }

  Pipe output;
  Pipe error;

 private:
  FileDescriptor kept_output_;
  FileDescriptor kept_error_;
};

TEST_CASE("what is printed while stdout is kept for the protocol goes to stderr", "[stdio]") {
  std::string to_error;
  std::string to_output;
  {
    Redirected streams;
    Lines error(streams.error.reading.get());
    Lines output(streams.output.reading.get());
    std::printf("before\n");
    {
      const OutputGuard guard(STDOUT_FILENO);
      testing::write_all(guard.descriptor(), "message\n");
      std::printf("printed\n");
      std::cout << "streamed\n";
    }
    std::printf("after\n");
    std::fflush(stdout);
    for (int count = 0; count < 2; ++count) to_error += error.next() + ' ';
    for (int count = 0; count < 3; ++count) to_output += output.next() + ' ';
  }
  CHECK(to_error == "printed streamed ");
  CHECK(to_output == "before message after ");
}

TEST_CASE("another descriptor than stdout is used as it is", "[stdio]") {
  const Pipe pipe;
  const OutputGuard guard(pipe.writing.get());
  CHECK(guard.descriptor() == pipe.writing.get());
}

}  // namespace
}  // namespace cancel::mcp
