#include "log/program_log.hpp"

#include <fcntl.h>
#include <rapidjson/document.h>
#include <signal.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <regex>

#include "cancel/transport/file_descriptor.hpp"
#include "log_fixture.hpp"

namespace cancel::daemon::test {
namespace {

const std::string forged = "x\n2026-11-20T08:00:00.000000Z info cancellation requested token=forged";

struct Pipe {
  Pipe() {
    int ends[2] = {-1, -1};
    if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    reader = FileDescriptor(ends[0]);
    writer = FileDescriptor(ends[1]);
    ::fcntl(reader.number(), F_SETFL, O_NONBLOCK);
  }

  std::string read_all() const {
    std::string text;
    char part[4096];
    for (ssize_t count = 0; (count = ::read(reader.number(), part, sizeof part)) > 0;) {
      text.append(part, static_cast<std::size_t>(count));
    }
    return text;
  }

  FileDescriptor reader;
  FileDescriptor writer;
};

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

}  // namespace

TEST_CASE("a fact is one line with time, level, message and fields", "[log]") {
  CapturedLog captured(LogLevel::info);
  captured.log.write(
      LogLevel::warn, "it happened",
      {{"position", std::uint64_t{7}}, {"change", std::int64_t{-1}}, {"late", true}, {"why", "no idea"}});
  REQUIRE(captured.lines().size() == 1);
  CHECK(std::regex_match(
      captured.lines()[0],
      std::regex(
          R"re(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z warn it happened position=7 change=-1 late=true why="no idea")re")));
}

TEST_CASE("a fact is one JSON object on one line, whatever its fields contain", "[log]") {
  CapturedLog captured(LogLevel::info, LogFormat::json);
  captured.log.write(LogLevel::info, "it happened",
                     {{"position", std::uint64_t{7}}, {"reason", forged}, {"late", true}});
  captured.log.write(LogLevel::error, "bytes \xFF\"\\ \xE2\x80\xA8", {});
  REQUIRE(captured.lines().size() == 2);

  rapidjson::Document fact;
  REQUIRE_FALSE(fact.Parse(captured.lines()[0].c_str()).HasParseError());
  CHECK(std::string(fact["level"].GetString()) == "info");
  CHECK(std::string(fact["message"].GetString()) == "it happened");
  CHECK(fact["position"].GetInt() == 7);
  CHECK(fact["late"].GetBool());
  CHECK(std::string(fact["reason"].GetString()) == forged);
  CHECK(std::string(fact["time"].GetString()).ends_with('Z'));
  REQUIRE_FALSE(fact.Parse(captured.lines()[1].c_str()).HasParseError());
  CHECK(std::string(fact["message"].GetString()) == std::string("bytes \xEF\xBF\xBD\"\\ \xE2\x80\xA8"));
}

TEST_CASE("no text of a stranger makes a second line", "[log]") {
  CapturedLog captured(LogLevel::info);
  captured.log.write(LogLevel::info, forged, {{"reason", forged}});
  REQUIRE(captured.facts().size() == 1);
  CHECK(captured.facts()[0].find("reason=\"x\\n2026-11-20T08:00:00.000000Z info") != std::string::npos);
}

TEST_CASE("what is below the level is not told", "[log]") {
  for (const LogLevel told :
       {LogLevel::trace, LogLevel::debug, LogLevel::info, LogLevel::warn, LogLevel::error, LogLevel::off}) {
    CapturedLog captured(told);
    std::size_t expected = 0;
    for (const LogLevel level : {LogLevel::trace, LogLevel::debug, LogLevel::info, LogLevel::warn, LogLevel::error}) {
      captured.log.write(level, "it happened");
      expected += level >= told ? 1 : 0;
      CHECK(captured.log.tells(level) == (level >= told));
    }
    CHECK(captured.lines().size() == expected);
  }
}

TEST_CASE("an announcement is made at every level", "[log]") {
  CapturedLog captured(LogLevel::off);
  captured.log.announce(LogLevel::info, "ready", {{"head", std::uint64_t{0}}});
  captured.log.write(LogLevel::error, "it happened");
  CHECK(captured.facts() == std::vector<std::string>{"info ready head=0"});
}

TEST_CASE("the lines of a burst are there when it ends", "[log]") {
  CapturedLog captured(LogLevel::info);
  {
    const ProgramLog::Burst burst(captured.log);
    captured.log.write(LogLevel::info, "one");
    captured.log.write(LogLevel::info, "two");
    CHECK(captured.lines().empty());
  }
  CHECK(captured.facts() == std::vector<std::string>{"info one", "info two"});
}

TEST_CASE("a reader that does not read loses lines, is told how many, and never stops the daemon", "[log]") {
  const Pipe pipe;
  ProgramLog log(LogLevel::info, LogFormat::text, pipe.writer.number());
  const std::string reason(300, 'r');
  constexpr std::size_t written = 5'000;
  const auto began = std::chrono::steady_clock::now();
  for (std::size_t count = 0; count < written; ++count) log.write(LogLevel::info, "fact", {{"reason", reason}});
  CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds{10});

  std::vector<std::string> lines = lines_of(pipe.read_all());
  log.write(LogLevel::info, "after");
  const std::size_t received = lines.size();
  for (const std::string& line : lines_of(pipe.read_all())) lines.push_back(line);
  REQUIRE(lines.size() == received + 2);
  CHECK(lines[received].ends_with("warn program log lines lost count=" + std::to_string(written - received)));
  CHECK(lines[received + 1].ends_with("info after"));
  for (std::size_t index = 0; index < received; ++index) CHECK(lines[index].ends_with("info fact reason=" + reason));
}

TEST_CASE("a line that was cut short does not run into the next one", "[log]") {
  const Pipe pipe;
  ProgramLog log(LogLevel::info, LogFormat::text, pipe.writer.number());
  log.write(LogLevel::info, "long", {{"reason", std::string(1'000'000, 'r')}});
  const std::string beginning = pipe.read_all();
  CHECK(beginning.size() < 1'000'000);
  CHECK(beginning.back() == 'r');
  log.write(LogLevel::info, "after");
  const std::vector<std::string> lines = lines_of(pipe.read_all());
  REQUIRE(lines.size() == 3);
  CHECK(lines[0].empty());
  CHECK(lines[1].ends_with("warn program log lines lost count=1"));
  CHECK(lines[2].ends_with("info after"));
}

TEST_CASE("a log whose reader has gone, or that was never there, does no harm", "[log]") {
  Pipe pipe;
  pipe.reader = FileDescriptor();
  ::signal(SIGPIPE, SIG_IGN);
  ProgramLog gone(LogLevel::info, LogFormat::text, pipe.writer.number());
  gone.write(LogLevel::info, "unheard");
  ProgramLog never(LogLevel::info, LogFormat::text, -1);
  never.write(LogLevel::info, "unheard");
}

}  // namespace cancel::daemon::test
