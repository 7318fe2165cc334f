#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <catch2/catch.hpp>
#include <csignal>
#include <stdexcept>
#include <string>

#include "cancel/posix/interruptible.hpp"
#include "interruption_scene.hpp"
#include "process_scene.hpp"

namespace cancel {
namespace {

using namespace testing;

struct Reader {
  std::array<std::byte, 64> buffer{};
  IoResult read(const FileDescriptor& from, std::optional<std::chrono::nanoseconds> timeout = {}) {
    return cancel::read(source.token(), from.get(), buffer, timeout);
  }
  std::string text(const IoResult& result) const {
    return {reinterpret_cast<const char*>(buffer.data()), result.count};
  }
  CancellationSource source;
};

std::span<const std::byte> bytes(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

// Also called by other threads, where Catch can not be.
void put(const FileDescriptor& into, std::string_view text) {
  if (::write(into.get(), text.data(), text.size()) < 0) throw std::runtime_error("can not write");
}

void fill(const FileDescriptor& descriptor) {
  const int flags = ::fcntl(descriptor.get(), F_GETFL);
  ::fcntl(descriptor.get(), F_SETFL, flags | O_NONBLOCK);
  const std::string much(65'536, 'x');
  while (::write(descriptor.get(), much.data(), much.size()) > 0) {
  }
  ::fcntl(descriptor.get(), F_SETFL, flags);
}

// Two ends of what bytes can be sent through, of each kind.
struct Channel {
  std::string name;
  FileDescriptor reading;
  FileDescriptor writing;
};

Channel make_channel(const std::string& name, bool is_socket, int flags) {
  int ends[2];
  const int made = is_socket ? ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) : ::pipe2(ends, O_CLOEXEC);
  REQUIRE(made == 0);
  for (const int end : ends) ::fcntl(end, F_SETFL, ::fcntl(end, F_GETFL) | flags);
  return {name, FileDescriptor(ends[0]), FileDescriptor(ends[1])};
}

std::vector<Channel> all_channels() {
  std::vector<Channel> all;
  all.push_back(make_channel("blocking pipe", false, 0));
  all.push_back(make_channel("nonblocking pipe", false, O_NONBLOCK));
  all.push_back(make_channel("blocking socket", true, 0));
  all.push_back(make_channel("nonblocking socket", true, O_NONBLOCK));
  return all;
}

TEST_CASE("reading returns what is there", "[read]") {
  for (auto& channel : all_channels()) {
    INFO(channel.name);
    Reader reader;
    put(channel.writing, "some bytes");
    const IoResult result = reader.read(channel.reading);
    CHECK(result.status == IoStatus::done);
    CHECK(result);
    CHECK(reader.text(result) == "some bytes");
  }
}

TEST_CASE("reading waits for what comes", "[read]") {
  for (auto& channel : all_channels()) {
    INFO(channel.name);
    Reader reader;
    const Meanwhile writing([&] { put(channel.writing, "late"); });
    CHECK(reader.text(reader.read(channel.reading, 10s)) == "late");
  }
}

TEST_CASE("reading tells the end of the file", "[read]") {
  for (auto& channel : all_channels()) {
    INFO(channel.name);
    Reader reader;
    const Meanwhile closing([&] { channel.writing.reset(); });
    CHECK(reader.read(channel.reading) == IoResult{IoStatus::end_of_file});
  }
}

TEST_CASE("a cancelled token wins over what is there to read, and nothing of it is lost", "[read]") {
  for (auto& channel : all_channels()) {
    INFO(channel.name);
    Reader reader;
    put(channel.writing, "kept");
    reader.source.cancel();
    CHECK(reader.read(channel.reading) == IoResult{IoStatus::cancelled});
    CHECK(Reader{}.read(channel.reading).count == 4);
  }
}

TEST_CASE("a cancellation ends a read that waits", "[read]") {
  for (auto& channel : all_channels()) {
    INFO(channel.name);
    Reader reader;
    const Meanwhile cancelling([&] { reader.source.cancel(); });
    CHECK(reader.read(channel.reading) == IoResult{IoStatus::cancelled});
  }
}

TEST_CASE("reading is over in time", "[read]") {
  for (auto& channel : all_channels()) {
    INFO(channel.name);
    CHECK(Reader{}.read(channel.reading, 1ms) == IoResult{IoStatus::timed_out});
    CHECK(Reader{}.read(channel.reading, -1s) == IoResult{IoStatus::timed_out});
    put(channel.writing, "x");
    CHECK(Reader{}.read(channel.reading, 0s).count == 1);
  }
}

TEST_CASE("a read that fails says why", "[read]") {
  Reader reader;
  CHECK(reader.read(FileDescriptor()).error == std::errc::bad_file_descriptor);
  Pipe pipe;
  CHECK(reader.read(pipe.writing).error == std::errc::bad_file_descriptor);
  const FileDescriptor folder(::open("/", O_RDONLY | O_CLOEXEC));
  CHECK(reader.read(folder).error == std::errc::is_a_directory);
  CHECK(reader.read(folder).status == IoStatus::failed);
}

TEST_CASE("reading into nothing reads nothing", "[read]") {
  Pipe pipe;
  CHECK(cancel::read({}, pipe.reading.get(), {}) == IoResult{IoStatus::done});
}

TEST_CASE("a token that is never cancelled can be read under", "[read]") {
  Pipe pipe;
  std::byte buffer[8];
  const Meanwhile writing([&] { put(pipe.writing, "late"); });
  CHECK(cancel::read({}, pipe.reading.get(), buffer).count == 4);
}

TEST_CASE("signals do not end a read", "[read]") {
  const SignalHandler handler(SIGUSR1);
  for (auto& channel : all_channels()) {
    INFO(channel.name);
    Reader reader;
    const pthread_t self = ::pthread_self();
    const Meanwhile signalling([&] {
      const int before = handler.count();
      for (int count = 1; count <= 3; ++count) {
        ::pthread_kill(self, SIGUSR1);
        if (!eventually([&] { return handler.count() >= before + count; })) return;
      }
      put(channel.writing, "after signals");
    });
    CHECK(reader.text(reader.read(channel.reading)) == "after signals");
  }
}

TEST_CASE("to be told cancelled counts as having noticed", "[read]") {
  CancellationSource source;
  Pipe pipe;
  std::byte buffer[8];
  const Meanwhile cancelling([&] { source.cancel(); });
  REQUIRE(cancel::read(source.token(), pipe.reading.get(), buffer).status == IoStatus::cancelled);
  CHECK((source.token().node().flags()->reached.load() & detail::noticed_bit) != 0);
}

TEST_CASE("a read without a descriptor to wait with fails instead of throwing", "[read]") {
  Pipe pipe;
  CancellationSource source;
  std::byte buffer[8];
  const IoResult result = [&] {
    const NoMoreDescriptors none;
    return cancel::read(source.token(), pipe.reading.get(), buffer);
  }();
  CHECK(result.error == std::errc::too_many_files_open);
}

TEST_CASE("writing writes all, however much that is", "[write]") {
  for (auto& channel : all_channels()) {
    INFO(channel.name);
    const std::string much(3'000'000, 'x');
    std::string arrived;
    IoResult result;
    {
      const std::jthread reading([&] { arrived = read_all_from(channel.reading); });
      result = cancel::write({}, channel.writing.get(), bytes(much));
      channel.writing.reset();
    }
    CHECK(result == IoResult{IoStatus::done, much.size()});
    CHECK(arrived == much);
  }
}

TEST_CASE("a cancellation ends a write that waits, and what was written is told", "[write]") {
  for (auto& channel : all_channels()) {
    INFO(channel.name);
    CancellationSource source;
    const std::string much(3'000'000, 'x');
    const Meanwhile cancelling([&] { source.cancel(); });
    const IoResult result = cancel::write(source.token(), channel.writing.get(), bytes(much));
    CHECK(result.status == IoStatus::cancelled);
    CHECK(result.count > 0);
    channel.writing.reset();
    CHECK(read_all_from(channel.reading).size() == result.count);
  }
}

TEST_CASE("nothing is written under a cancelled token", "[write]") {
  for (auto& channel : all_channels()) {
    INFO(channel.name);
    CancellationSource source;
    source.cancel();
    CHECK(cancel::write(source.token(), channel.writing.get(), bytes("text")) == IoResult{IoStatus::cancelled});
    CHECK(cancel::write(source.token(), channel.writing.get(), {}) == IoResult{IoStatus::cancelled});
    CHECK(Reader{}.read(channel.reading, 0s).status == IoStatus::timed_out);
  }
}

TEST_CASE("writing is over in time", "[write]") {
  for (auto& channel : all_channels()) {
    INFO(channel.name);
    fill(channel.writing);
    CHECK(cancel::write({}, channel.writing.get(), bytes("text"), 1ms) == IoResult{IoStatus::timed_out});
  }
}

TEST_CASE("writing without a reader fails, and raises no signal", "[write]") {
  for (auto& channel : all_channels()) {
    INFO(channel.name);
    channel.reading.reset();
    const IoResult result = cancel::write({}, channel.writing.get(), bytes("text"));
    CHECK(result.error == std::errc::broken_pipe);
    sigset_t pending{};
    sigpending(&pending);
    CHECK(sigismember(&pending, SIGPIPE) == 0);
  }
}

TEST_CASE("a SIGPIPE that was pending before stays so", "[write]") {
  sigset_t blocked{};
  sigset_t former{};
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &blocked, &former);
  ::pthread_kill(::pthread_self(), SIGPIPE);
  Pipe pipe;
  pipe.reading.reset();
  CHECK(cancel::write({}, pipe.writing.get(), bytes("text")).error == std::errc::broken_pipe);
  const timespec at_once{};
  CHECK(sigtimedwait(&blocked, nullptr, &at_once) == SIGPIPE);
  pthread_sigmask(SIG_SETMASK, &former, nullptr);
}

TEST_CASE("a write to what is not open for that fails", "[write]") {
  CHECK(cancel::write({}, -1, bytes("text")).error == std::errc::bad_file_descriptor);
  CHECK(cancel::write({}, Pipe().reading.get(), bytes("text")).error == std::errc::bad_file_descriptor);
  CHECK(cancel::write({}, -1, {}) == IoResult{IoStatus::done});
}

}  // namespace
}  // namespace cancel
