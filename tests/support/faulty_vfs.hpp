#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>

#include "file_image.hpp"

namespace cancel {

// A file layer for SQLite, over the default one, that fails on demand and knows what would survive a loss of power.
//
// Everything goes to real files, which are what the system's page cache would show. Beside them it keeps an image of
// what is on the disk: a write gets there when its file is synced, and a write whose sync failed is taken for written,
// so that a later sync does not help it. Shared memory is not kept: no loss of power survives it. Not thread-safe.
class FaultyVfs {
 public:
  enum class Operation { write, sync, truncate, remove };

  // `seed` decides which unsynced writes reach the disk all the same.
  explicit FaultyVfs(std::uint32_t seed = 1);
  ~FaultyVfs();  // all files must be closed by then
  FaultyVfs(const FaultyVfs&) = delete;
  FaultyVfs& operator=(const FaultyVfs&) = delete;

  // What sqlite3_open_v2() knows it by.
  const std::string& name() const { return name_; }

  struct Fault {
    Operation operation = Operation::write;
    int code = SQLITE_IOERR_WRITE;
    std::string suffix{};   // of the files that it befalls; empty: all
    std::size_t after = 0;  // how many such operations go well first
    std::size_t count = 1;  // how many fail
  };
  // From now on. A further fault takes the place of the one before.
  void fail(const Fault& fault) { fault_ = fault; }
  void heal() { fault_.reset(); }

  // Takes the power away at the operation after the next `operations`: that one and all later ones fail, and the disk
  // stays as it is, with some of the unsynced writes.
  void cut_power_after(std::size_t operations) { left_ = operations; }
  bool is_cut() const { return cut_; }
  // How many operations there were.
  std::size_t operations() const { return operations_; }

  // Writes the disk's files of one folder, as they are now or at the cut, into another folder.
  void restore(const std::filesystem::path& from, const std::filesystem::path& to);

 private:
  friend struct FaultyVfsCalls;

  // SQLITE_OK, or what the operation fails with.
  int admit(Operation operation, const std::string& path);
  bool is_due(Operation operation, const std::string& path);
  void cut();
  FileImage& image(const std::string& path);

  std::string name_;
  sqlite3_vfs* real_;
  sqlite3_vfs vfs_{};
  std::mt19937 random_;
  std::map<std::string, FileImage> disk_;
  std::optional<Fault> fault_;
  std::optional<std::size_t> left_;
  std::size_t operations_ = 0;
  bool cut_ = false;
};

}  // namespace cancel
