#include "writer_connection.hpp"

#include "log_file.hpp"
#include "log_identity.hpp"
#include "migrations.hpp"
#include "random_uuid.hpp"
#include "schema.hpp"
#include "sqlite_error.hpp"

namespace cancel {
namespace {

using Fault = LogUnusable::Fault;

// What a larger write-ahead log is cut back to when it begins anew, after the reader that held it has gone.
constexpr int kept_wal_bytes = 16 << 20;
constexpr int cache_kibibytes = 32 << 10;

[[noreturn]] void refuse(Fault fault, const std::string& path, const std::string& what) {
  throw LogUnusable(fault, path + " " + what);
}

void configure(Connection& connection, Durability durability) {
  connection.execute(std::string("PRAGMA synchronous = ") + (durability == Durability::full ? "FULL" : "NORMAL"));
  connection.execute("PRAGMA wal_autocheckpoint = 0");  // a Checkpointer takes its place
  connection.execute("PRAGMA journal_size_limit = " + std::to_string(kept_wal_bytes));
  connection.execute("PRAGMA cache_size = -" + std::to_string(cache_kibibytes));
  connection.execute("PRAGMA secure_delete = OFF");
  connection.execute("PRAGMA trusted_schema = OFF");
}

void use_wal(Connection& connection, const std::string& path) {
  if (connection.query_text("PRAGMA journal_mode = WAL") == "wal") return;
  refuse(Fault::not_accessible, path, "is in a place where SQLite's write-ahead log does not work");
}

// The schema comes first and the write-ahead log second: after a crash between the two the file is a whole log.
void create(Connection& connection, const std::string& path, const std::string& program_version) {
  create_schema(connection, random_uuid(), program_version);
  use_wal(connection, path);
  sync_folder_of(path);
}

// A loss of power while the log was made leaves a file that SQLite empties on first sight.
bool is_blank(Connection& connection, const std::string& path) {
  connection.query_integer("PRAGMA page_count");
  return file_size(path) == 0;
}

// SQLite reads pages that were cut away as if they were zeros. Where the write-ahead log is empty, the main file is
// complete.
void require_all_pages(Connection& connection, const std::string& path) {
  if (file_size(path + "-wal") != 0) return;
  const auto page_size = static_cast<std::uint64_t>(connection.query_integer("PRAGMA page_size"));
  const auto pages = static_cast<std::uint64_t>(connection.query_integer("PRAGMA page_count"));
  if (file_size(path) != page_size * pages) refuse(Fault::damaged, path, "is damaged: its last pages are cut away");
}

void require_whole_pages(Connection& connection, const std::string& path) {
  const std::string fault = connection.query_text("PRAGMA quick_check(1)");
  if (fault != "ok") refuse(Fault::damaged, path, "is damaged: " + fault);
}

std::unique_ptr<Connection> connect(const std::string& path, const OpenOptions& options) {
  auto connection = std::make_unique<Connection>(
      path, SqliteOptions{SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, options.vfs, options.busy_timeout});
  if (sqlite3_db_readonly(connection->handle(), "main") == 1) refuse(Fault::read_only, path, "is read-only");
  return connection;
}

// A migration writes the whole log anew. It goes into the main file now, or the first append would have to do it.
void bring_up_to_date(Connection& connection) {
  if (schema_version(connection) == log_schema_version) return;
  migrate(connection, schema_migrations(), log_schema_version);
  sqlite3_wal_checkpoint_v2(connection.handle(), nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
}

}  // namespace

std::unique_ptr<Connection> open_writer(const std::string& path, const OpenOptions& options, bool present) {
  try {
    auto connection = connect(path, options);
    configure(*connection, options.durability);
    if (!present || is_blank(*connection, path)) {
      create(*connection, path, options.program_version);
      return connection;
    }
    require_log(*connection, path);
    use_wal(*connection, path);
    require_all_pages(*connection, path);
    if (file_size(path) <= options.check_pages_up_to) require_whole_pages(*connection, path);
    bring_up_to_date(*connection);
    return connection;
  } catch (const SqliteError& error) {
    throw_unusable(path, error);
  }
}

}  // namespace cancel
