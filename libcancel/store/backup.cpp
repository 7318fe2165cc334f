#include "cancel/store/backup.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <memory>
#include <system_error>

#include "log_file.hpp"
#include "log_identity.hpp"
#include "reader_connection.hpp"

namespace cancel {
namespace {

namespace fs = std::filesystem;
using Fault = LogUnusable::Fault;

constexpr int pages_a_step = 256;

[[noreturn]] void refuse(const std::string& path, const std::string& what) {
  throw LogUnusable(errno == ENOSPC ? Fault::no_space : Fault::not_accessible,
                    path + " " + what + ": " + std::generic_category().message(errno));
}

// The target's name, held by an empty file until the copy takes its place. Both are gone unless it did.
class Target {
 public:
  explicit Target(const std::string& path) : path_(path), copy_(path + ".incomplete") {
    if (fs::exists(path_ + "-wal")) {
      throw LogUnusable(Fault::not_accessible, path_ + " can not be made: there is an old " + path_ + "-wal");
    }
    const int descriptor = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (descriptor < 0) refuse(path_, "can not be made");
    ::close(descriptor);
    ::unlink(copy_.c_str());
  }
  ~Target() {
    if (complete_) return;
    ::unlink(copy_.c_str());
    ::unlink(path_.c_str());
  }
  Target(const Target&) = delete;
  Target& operator=(const Target&) = delete;

  // Where to write.
  const std::string& copy() const { return copy_; }

  // Makes what was written durable, under its name.
  void complete() {
    const int descriptor = ::open(copy_.c_str(), O_RDWR | O_CLOEXEC);
    if (descriptor < 0) refuse(copy_, "can not be opened");
    const bool synced = ::fsync(descriptor) == 0;
    ::close(descriptor);
    if (!synced || ::rename(copy_.c_str(), path_.c_str()) != 0) refuse(path_, "can not be made durable");
    complete_ = true;
    sync_folder_of(path_);
  }

 private:
  const std::string path_;
  const std::string copy_;
  bool complete_ = false;
};

struct FinishBackup {
  void operator()(sqlite3_backup* backup) const { sqlite3_backup_finish(backup); }
};

// A copy that fails is thrown away whole, so its writes need no journal and no sync of their own.
std::unique_ptr<Connection> open_copy(const std::string& path) {
  auto copy = std::make_unique<Connection>(path, SqliteOptions{SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, {}, {}});
  copy->execute("PRAGMA journal_mode = OFF");
  copy->execute("PRAGMA synchronous = OFF");
  return copy;
}

void copy_pages(Connection& source, Connection& copy, const BackupProgress& progress) {
  const std::unique_ptr<sqlite3_backup, FinishBackup> backup(
      sqlite3_backup_init(copy.handle(), "main", source.handle(), "main"));
  if (!backup) throw SqliteError(copy.handle(), "begin the copy");
  for (int result = SQLITE_OK; result != SQLITE_DONE;) {
    result = sqlite3_backup_step(backup.get(), pages_a_step);
    if (result != SQLITE_OK && result != SQLITE_DONE) throw SqliteError(result, "copy the log");
    const int total = sqlite3_backup_pagecount(backup.get());
    const int left = sqlite3_backup_remaining(backup.get());
    if (progress) progress(static_cast<std::size_t>(total - left), static_cast<std::size_t>(total));
  }
}

// A transaction that has read keeps its moment until the end, or else each write of the daemon would start the copy
// anew.
void hold_one_moment(Connection& source) {
  source.execute("BEGIN");
  source.query_integer("SELECT count(*) FROM meta");
}

}  // namespace

void backup(const std::string& source, const std::string& target, const BackupProgress& progress) {
  try {
    const auto from = open_reader(source);
    Target place(fs::absolute(target).string());
    hold_one_moment(*from);
    {
      const auto copy = open_copy(place.copy());
      copy_pages(*from, *copy, progress);
    }
    place.complete();
  } catch (const SqliteError& error) {
    throw_unusable(error.means_damage() ? source : target, error);
  }
}

}  // namespace cancel
