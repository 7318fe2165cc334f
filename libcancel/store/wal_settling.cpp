#include "wal_settling.hpp"

#include <algorithm>
#include <memory>
#include <vector>

#include "connection.hpp"
#include "sqlite_error.hpp"

namespace cancel {
namespace {

void check(int result, const char* doing) {
  if (result != SQLITE_OK) throw SqliteError(result, doing);
}

sqlite3_vfs* vfs_of(Connection& connection) {
  sqlite3_vfs* vfs = nullptr;
  sqlite3_file_control(connection.handle(), "main", SQLITE_FCNTL_VFS_POINTER, &vfs);
  return vfs;
}

// A handle of its own on the write-ahead log. It goes through SQLite's file layer, as everything else does.
class WalFile {
 public:
  WalFile(sqlite3_vfs* vfs, const char* name)
      : memory_(std::make_unique<std::byte[]>(static_cast<std::size_t>(vfs->szOsFile))) {
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_WAL;
    check(vfs->xOpen(vfs, name, file(), flags, &flags), "open the write-ahead log");
  }
  ~WalFile() { methods().xClose(file()); }
  WalFile(const WalFile&) = delete;
  WalFile& operator=(const WalFile&) = delete;

  sqlite3_int64 size() {
    sqlite3_int64 bytes = 0;
    check(methods().xFileSize(file(), &bytes), "measure the write-ahead log");
    return bytes;
  }

  void rewrite(std::vector<char>& buffer, int size, sqlite3_int64 offset) {
    check(methods().xRead(file(), buffer.data(), size, offset), "read the write-ahead log");
    check(methods().xWrite(file(), buffer.data(), size, offset), "rewrite the write-ahead log");
  }

  void sync() { check(methods().xSync(file(), SQLITE_SYNC_NORMAL), "sync the write-ahead log"); }

 private:
  sqlite3_file* file() { return reinterpret_cast<sqlite3_file*>(memory_.get()); }
  const sqlite3_io_methods& methods() { return *file()->pMethods; }

  std::unique_ptr<std::byte[]> memory_;
};

// SQLite's file layer writes less than 128 KiB at once, and takes more for a disk without room.
constexpr int chunk_bytes = 1 << 16;

}  // namespace

void settle_wal(Connection& connection) {
  const char* database = sqlite3_db_filename(connection.handle(), "main");
  WalFile wal(vfs_of(connection), sqlite3_filename_wal(database));
  std::vector<char> buffer(chunk_bytes);
  const sqlite3_int64 size = wal.size();
  for (sqlite3_int64 offset = 0; offset < size; offset += chunk_bytes) {
    wal.rewrite(buffer, static_cast<int>(std::min<sqlite3_int64>(chunk_bytes, size - offset)), offset);
  }
  wal.sync();
}

}  // namespace cancel
