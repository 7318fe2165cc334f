#include "cancel/store/snapshot_file.hpp"

#include <sys/stat.h>

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

#include "world.hpp"

using namespace cancel;
using namespace cancel::test;
namespace fs = std::filesystem;

namespace {

class Folder {
 public:
  Folder() {
    std::string name = (fs::temp_directory_path() / "snapshot-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  ~Folder() { fs::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::string log() const { return (path_ / "cancel.db").string(); }
  std::string snapshot() const { return log() + ".snapshot"; }

 private:
  fs::path path_;
};

std::string content_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void write(const std::string& path, const std::string& content) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << content;
}

// A state in which everything occurs that a snapshot can hold.
World full_world() {
  World world;
  OpenSession session = open_session("s1");
  session.pid = 42;
  session.version = "1.0";
  world.run(session);
  CreateToken parent = create("parent");
  parent.labels = {{"team", "blue"}, {"tier", "1"}};
  parent.ttl = Millis{5'000};
  world.run(parent);
  StartOperation work = start("work", {"parent"});
  work.session = "s1";
  work.tool = "build";
  work.request_id = RequestId(std::string("7"));
  work.deadline = Millis{60'000};
  world.run(work);
  StartOperation numbered = start("numbered", {"parent"});
  numbered.request_id = RequestId(std::int64_t{-7});
  world.run(numbered);
  StartOperation huge = start("huge");
  huge.request_id = RequestId(~std::uint64_t{0});
  world.run(huge);
  CancelToken cancel = cancel_token("parent");
  cancel.wish.reason = "enough, \"really\" \n";
  cancel.wish.requested_by = "ann";
  cancel.wish.grace = Millis{10};
  world.run(cancel);
  world.run(executed("work"));
  world.run(finish("work", Outcome::failed));
  world.run(create("released"));
  world.run(release("released"));
  return world;
}

SnapshotPlace place_of(const World& world) {
  return {"some-log", world.state.head(), 0x123456789ABCDEF0};
}

void put_all(SnapshotFile& file, const State& state) {
  file.begin();
  for (const auto& [key, token] : state.tokens()) file.put(token);
  for (auto number = state.commands().begin(); number < state.commands().end(); ++number) {
    const auto& [id, carried_out] = state.commands().at(number);
    file.put(id, carried_out);
  }
  for (const auto& [id, session] : state.sessions()) file.put(session);
  file.put(state.statistics());
}

void save(const std::string& log, const World& world) {
  SnapshotFile file(log);
  put_all(file, world.state);
  file.complete(place_of(world));
}

std::optional<State> load(const std::string& log) {
  SnapshotFile file(log);
  StateBuilder builder(100);
  const auto place = file.load(builder);
  if (!place) return std::nullopt;
  return builder.finish(place->position);
}

}  // namespace

TEST_CASE("what a snapshot file was given comes back", "[snapshot]") {
  const Folder folder;
  const World world = full_world();
  save(folder.log(), world);
  SnapshotFile file(folder.log());
  StateBuilder builder(100);
  const auto place = file.load(builder);
  REQUIRE(place);
  CHECK(place->log_id == "some-log");
  CHECK(place->fingerprint == 0x123456789ABCDEF0);
  const State again = builder.finish(place->position);
  CHECK(shown(again, world.policy) == shown(world.state, world.policy));
  CHECK(again.find(name("work"))->operation->request_id == RequestId(std::string("7")));
  CHECK(again.find(name("numbered"))->operation->request_id == RequestId(std::int64_t{-7}));
  CHECK(again.find(name("huge"))->operation->request_id == RequestId(~std::uint64_t{0}));
  CHECK(again.statistics().by_namespace() == world.state.statistics().by_namespace());
  CHECK(again.sessions().at("s1").opened == world.state.sessions().at("s1").opened);
  CHECK_FALSE(fs::exists(folder.snapshot() + ".new"));
}

TEST_CASE("what is put later replaces what was put earlier, and what was removed is gone", "[snapshot]") {
  const Folder folder;
  World world = full_world();
  {
    SnapshotFile file(folder.log());
    put_all(file, world.state);
    world.run(finish("huge"));
    file.put(*world.state.find(name("huge")));
    file.put_removed(world.state.find(name("released"))->key);
    file.complete(place_of(world));
  }
  const auto again = load(folder.log());
  REQUIRE(again);
  CHECK_FALSE(again->find(name("huge"))->runs());
  CHECK_FALSE(again->find(name("released")));
}

TEST_CASE("a snapshot of many parts comes back", "[snapshot]") {
  const Folder folder;
  World world;
  for (int index = 0; index < 20'000; ++index) {
    CreateToken command = create("token-with-a-long-name-" + std::to_string(index));
    command.labels = {{"key", std::string(static_cast<std::size_t>(index % 100), 'x')}};
    world.run(command);
  }
  save(folder.log(), world);
  const auto again = load(folder.log());
  REQUIRE(again);
  CHECK(again->tokens().size() == 20'000);
  CHECK(shown(*again, world.policy) == shown(world.state, world.policy));
}

TEST_CASE("without a file there is no snapshot", "[snapshot]") {
  const Folder folder;
  CHECK_FALSE(load(folder.log()));
}

TEST_CASE("a snapshot that was begun and not completed is dropped, and the last one stays", "[snapshot]") {
  const Folder folder;
  World world = full_world();
  save(folder.log(), world);
  world.run(create("later"));
  {
    SnapshotFile file(folder.log());
    put_all(file, world.state);
  }
  const auto again = load(folder.log());
  REQUIRE(again);
  CHECK_FALSE(again->find(name("later")));
  CHECK_FALSE(fs::exists(folder.snapshot() + ".new"));
}

TEST_CASE("half a snapshot of a process that was killed is overwritten by the next", "[snapshot]") {
  const Folder folder;
  write(folder.snapshot() + ".new", "half of something");
  const World world = full_world();
  save(folder.log(), world);
  CHECK(load(folder.log()));
  CHECK_FALSE(fs::exists(folder.snapshot() + ".new"));
}

TEST_CASE("a snapshot that is damaged anywhere, cut short or of another program is none", "[snapshot]") {
  const Folder folder;
  const World world = full_world();
  save(folder.log(), world);
  const std::string whole = content_of(folder.snapshot());
  for (std::size_t place = 0; place < whole.size(); ++place) {
    std::string damaged = whole;
    damaged[place] = static_cast<char>(damaged[place] ^ 0x41);
    write(folder.snapshot(), damaged);
    INFO("byte " << place);
    CHECK_FALSE(load(folder.log()));
  }
  for (std::size_t size = 0; size < whole.size(); size += 7) {
    write(folder.snapshot(), whole.substr(0, size));
    INFO("cut to " << size);
    CHECK_FALSE(load(folder.log()));
  }
  write(folder.snapshot(), "SQLite format 3");
  CHECK_FALSE(load(folder.log()));
  write(folder.snapshot(), whole);
  CHECK(load(folder.log()));
}

TEST_CASE("where nothing can be written, no snapshot is made and nothing else happens", "[snapshot]") {
  const Folder folder;
  fs::create_directory(folder.snapshot() + ".new");
  const World world = full_world();
  SnapshotFile file(folder.log());
  put_all(file, world.state);
  file.complete(place_of(world));
  std::optional<std::string> failure;
  while (!(failure = file.take_failure())) std::this_thread::yield();
  CHECK(failure->find(".snapshot.new: ") != std::string::npos);
  CHECK_FALSE(file.take_failure());
  CHECK_FALSE(load(folder.log()));
}

TEST_CASE("what is no regular file, or absurdly large, is no snapshot", "[snapshot]") {
  const Folder folder;
  REQUIRE(::mkfifo(folder.snapshot().c_str(), 0600) == 0);
  CHECK_FALSE(load(folder.log()));
  fs::remove(folder.snapshot());
  write(folder.snapshot(), "x");
  fs::resize_file(folder.snapshot(), std::uintmax_t{8} << 40);
  CHECK_FALSE(load(folder.log()));
}
