#include "reader_connection.hpp"

#include <filesystem>

#include "log_identity.hpp"

namespace cancel {
namespace {

namespace fs = std::filesystem;
using Fault = LogUnusable::Fault;

// Long enough for a daemon that is just starting to bring its write-ahead log in order.
constexpr std::chrono::milliseconds busy_timeout{5'000};

void require_content(const std::string& path) {
  std::error_code error;
  const auto status = fs::status(path, error);
  if (status.type() == fs::file_type::not_found) throw LogUnusable(Fault::missing, path + " does not exist");
  if (!fs::is_regular_file(status)) throw LogUnusable(Fault::not_a_file, path + " is not a regular file");
  if (fs::file_size(path, error) == 0) throw LogUnusable(Fault::damaged, path + " is empty");
}

std::unique_ptr<Connection> connect(const std::string& path, const char* query) {
  auto connection = std::make_unique<Connection>(
      file_uri(path, query), SqliteOptions{SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, {}, busy_timeout});
  require_log(*connection, path);
  return connection;
}

// Without a write-ahead log, and without the right to make one, nobody can be writing either.
bool is_at_rest(const std::string& path) {
  std::error_code error;
  const auto size = fs::file_size(path + "-wal", error);
  return error || size == 0;
}

}  // namespace

std::unique_ptr<Connection> open_reader(const std::string& given) {
  std::error_code unresolved;
  const fs::path resolved = fs::canonical(given, unresolved);
  const std::string path = unresolved ? given : resolved.string();
  require_content(path);
  try {
    return connect(path, "mode=ro");
  } catch (const SqliteError& error) {
    const bool no_shared_memory = error.code() == SQLITE_CANTOPEN || error.code() == SQLITE_READONLY;
    if (!no_shared_memory || !is_at_rest(path)) throw_unusable(path, error);
  }
  try {
    return connect(path, "mode=ro&immutable=1");
  } catch (const SqliteError& error) {
    throw_unusable(path, error);
  }
}

}  // namespace cancel
