#include "migrations.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <vector>

#include "schema.hpp"
#include "sqlite_error.hpp"
#include "temporary_folder.hpp"

namespace cancel {
namespace {

SqliteOptions writable() {
  return {SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, {}, {}};
}

Migration step(int from, const std::string& sql) {
  return {from, [sql](Connection& connection) { connection.execute(sql); }};
}

}  // namespace

TEST_CASE("an old schema is brought to the present one step by step", "[store]") {
  const TemporaryFolder folder;
  Connection file(folder / "old.db", writable());
  file.execute("CREATE TABLE history (text)");
  const std::vector steps{step(1, "INSERT INTO history VALUES ('second')"),
                          step(0, "INSERT INTO history VALUES ('first')"),
                          step(2, "INSERT INTO history VALUES ('beyond the target')")};
  migrate(file, steps, 2);
  CHECK(schema_version(file) == 2);
  CHECK(file.query_text("SELECT group_concat(text) FROM history") == "first,second");
  migrate(file, steps, 2);
  CHECK(file.query_integer("SELECT count(*) FROM history") == 2);
}

TEST_CASE("a step that fails leaves the file between two versions, whole", "[store]") {
  const TemporaryFolder folder;
  Connection file(folder / "old.db", writable());
  file.execute("CREATE TABLE history (text)");
  std::vector steps{step(0, "INSERT INTO history VALUES ('first')"),
                    step(1, "INSERT INTO history VALUES ('half'); INSERT INTO nowhere VALUES (1)")};
  CHECK_THROWS_AS(migrate(file, steps, 2), SqliteError);
  CHECK(schema_version(file) == 1);
  CHECK(file.query_text("SELECT group_concat(text) FROM history") == "first");

  steps[1] = step(1, "INSERT INTO history VALUES ('second')");
  migrate(file, steps, 2);
  CHECK(file.query_text("SELECT group_concat(text) FROM history") == "first,second");
}

TEST_CASE("a version from which no step leads on is a bug that shows", "[store]") {
  const TemporaryFolder folder;
  Connection file(folder / "old.db", writable());
  CHECK_THROWS_AS(migrate(file, {}, 1), std::logic_error);
}

TEST_CASE("there is a step from each version that is still read", "[store]") {
  for (int version = oldest_schema_version; version < log_schema_version; ++version) {
    const auto steps = schema_migrations();
    CHECK(std::any_of(steps.begin(), steps.end(), [&](const Migration& each) { return each.from == version; }));
  }
}

}  // namespace cancel
