#include "exporter/counts_file.hpp"

#include <catch2/catch.hpp>

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "exporter/counts_codec.hpp"
#include "program/failure.hpp"

using namespace cancel;
using cancel::exporter::CountsFile;
using cancel::exporter::EventCounter;
using cancel::program::ExitCode;
using cancel::program::Failure;

namespace {

// A state folder of its own.
struct Home {
  std::filesystem::path path;
  Home() {
    std::string pattern = std::filesystem::temp_directory_path() / "cancel-exporter-XXXXXX";
    path = ::mkdtemp(pattern.data());
    ::setenv("XDG_STATE_HOME", path.c_str(), 1);
  }
  ~Home() { std::filesystem::remove_all(path); }
};

EventCounter::Kept some() {
  EventCounter::Kept kept{"log-1", 42, {}, {}};
  kept.counts.requested[1][0] = 7;
  kept.counts.whole[1].add(std::chrono::milliseconds{300});
  kept.known.emplace(TokenName{"default", "a \"quoted\" id"},
                     exporter::KnownCancellation{Cause::timeout, Mode::force, {}, {}, 3});
  kept.known[TokenName{"other", "b"}].executed_at = Timestamp{std::chrono::hours{1}};
  return kept;
}

ExitCode code_of(const std::function<void()>& body) {
  try {
    body();
  } catch (const Failure& failure) {
    return failure.code();
  }
  return ExitCode::done;
}

}  // namespace

TEST_CASE_METHOD(Home, "a pipe in the place of what was kept holds nobody up", "[exporter]") {
  const CountsFile file("prometheus");
  const std::filesystem::path place = path / "canceld/exporter/prometheus.json";
  REQUIRE(::mkfifo(place.c_str(), 0600) == 0);
  CHECK(code_of([&] { file.read(); }) == ExitCode::refused);
}

TEST_CASE_METHOD(Home, "what was kept is read back", "[exporter]") {
  {
    const CountsFile file("prometheus");
    CHECK_FALSE(file.read());
    file.write({});
    file.write(some());
  }
  CHECK(CountsFile("prometheus").read() == some());
  CHECK_FALSE(CountsFile("other").read());
}

TEST_CASE_METHOD(Home, "two programs do not keep counts under one name", "[exporter]") {
  const CountsFile first("one");
  CHECK(code_of([] { CountsFile("one"); }) == ExitCode::refused);
  CHECK(code_of([] { CountsFile("two"); }) == ExitCode::done);
}

TEST_CASE_METHOD(Home, "a damaged file is refused, and stays as it is", "[exporter]") {
  const CountsFile file("one");
  const std::string whole = encode(some());
  for (const std::string& text : {std::string(), std::string("{}"), std::string("[1,2]"),
                                  whole.substr(0, whole.size() / 2), "x" + whole, std::string(100'000, '[')}) {
    std::ofstream(file.path()) << text;
    CHECK(code_of([&] { file.read(); }) == ExitCode::usage);
    CHECK(std::filesystem::file_size(file.path()) == text.size());
  }
}

TEST_CASE_METHOD(Home, "what can not be written leaves what was kept before", "[exporter]") {
  const CountsFile file("one");
  file.write(some());
  std::filesystem::create_directory(file.path() + ".next");  // in its way
  CHECK_THROWS_AS(file.write({}), std::runtime_error);
  CHECK(file.read() == some());
}

TEST_CASE_METHOD(Home, "a name that is none is a usage error", "[exporter]") {
  for (const std::string name : {"", ".", "..", ".hidden", "a/b", "a b", "ä"}) {
    CAPTURE(name);
    CHECK(code_of([&] { CountsFile{name}; }) == ExitCode::usage);
  }
  CHECK(code_of([] { CountsFile(std::string(65, 'a')); }) == ExitCode::usage);
  CHECK(code_of([] { CountsFile(std::string(64, 'a')); }) == ExitCode::done);
}
