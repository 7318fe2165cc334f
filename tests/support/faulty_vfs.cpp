#include "faulty_vfs.hpp"

#include <fstream>
#include <iterator>
#include <new>

namespace cancel {
namespace {

std::string content_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// SQLite gives the memory for it; the real layer's file follows it there.
struct ShimFile {
  sqlite3_file base{};
  FaultyVfs* owner = nullptr;
  std::string* path = nullptr;  // null for temporary files, which nobody watches
  sqlite3_file* real = nullptr;
};

ShimFile& shim(sqlite3_file* file) {
  return *reinterpret_cast<ShimFile*>(file);
}
sqlite3_file* real(sqlite3_file* file) {
  return shim(file).real;
}
const sqlite3_io_methods& methods(sqlite3_file* file) {
  return *real(file)->pMethods;
}

}  // namespace

// The functions that SQLite calls.
struct FaultyVfsCalls {
  using Operation = FaultyVfs::Operation;

  static int admit(sqlite3_file* file, Operation operation) {
    const ShimFile& self = shim(file);
    return self.path == nullptr ? SQLITE_OK : self.owner->admit(operation, *self.path);
  }

  static FileImage* image(sqlite3_file* file) {
    const ShimFile& self = shim(file);
    return self.path == nullptr ? nullptr : &self.owner->image(*self.path);
  }

  static int close(sqlite3_file* file) {
    const int result = methods(file).xClose(real(file));
    delete shim(file).path;
    return result;
  }

  static int read(sqlite3_file* file, void* bytes, int size, sqlite3_int64 offset) {
    return methods(file).xRead(real(file), bytes, size, offset);
  }

  static int write(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 offset) {
    if (const int refused = admit(file, Operation::write); refused != SQLITE_OK) return refused;
    if (FileImage* disk = image(file)) {
      disk->write({static_cast<const char*>(bytes), static_cast<std::size_t>(size)}, static_cast<std::size_t>(offset));
    }
    return methods(file).xWrite(real(file), bytes, size, offset);
  }

  static int truncate(sqlite3_file* file, sqlite3_int64 size) {
    if (const int refused = admit(file, Operation::truncate); refused != SQLITE_OK) return refused;
    if (FileImage* disk = image(file)) disk->truncate(static_cast<std::size_t>(size));
    return methods(file).xTruncate(real(file), size);
  }

  static int sync(sqlite3_file* file, int flags) {
    const int refused = admit(file, Operation::sync);
    FileImage* disk = image(file);
    if (refused != SQLITE_OK) {
      if (disk != nullptr && !shim(file).owner->cut_) disk->lose(shim(file).owner->random_);
      return refused;
    }
    if (disk != nullptr) disk->sync();
    static_cast<void>(flags);  // the images are the disk here: the real one is spared
    return SQLITE_OK;
  }

  static int file_size(sqlite3_file* file, sqlite3_int64* size) { return methods(file).xFileSize(real(file), size); }
  static int lock(sqlite3_file* file, int level) { return methods(file).xLock(real(file), level); }
  static int unlock(sqlite3_file* file, int level) { return methods(file).xUnlock(real(file), level); }
  static int check_lock(sqlite3_file* file, int* held) { return methods(file).xCheckReservedLock(real(file), held); }
  static int control(sqlite3_file* file, int code, void* value) {
    return methods(file).xFileControl(real(file), code, value);
  }
  static int sector_size(sqlite3_file* file) { return methods(file).xSectorSize(real(file)); }
  static int characteristics(sqlite3_file* file) { return methods(file).xDeviceCharacteristics(real(file)); }
  static int shm_map(sqlite3_file* file, int page, int size, int extend, void volatile** address) {
    return methods(file).xShmMap(real(file), page, size, extend, address);
  }
  static int shm_lock(sqlite3_file* file, int offset, int count, int flags) {
    return methods(file).xShmLock(real(file), offset, count, flags);
  }
  static void shm_barrier(sqlite3_file* file) { methods(file).xShmBarrier(real(file)); }
  static int shm_unmap(sqlite3_file* file, int remove) { return methods(file).xShmUnmap(real(file), remove); }

  static FaultyVfs& owner(sqlite3_vfs* vfs) { return *static_cast<FaultyVfs*>(vfs->pAppData); }

  static int open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out_flags) {
    auto* self = new (file) ShimFile;
    self->owner = &owner(vfs);
    self->real = reinterpret_cast<sqlite3_file*>(self + 1);
    const int result = self->owner->real_->xOpen(self->owner->real_, name, self->real, flags, out_flags);
    if (self->real->pMethods == nullptr) return result;
    self->base.pMethods = &io_methods;
    if (name != nullptr) {
      self->path = new std::string(name);
      self->owner->image(*self->path);
    }
    return result;
  }

  static int remove(sqlite3_vfs* vfs, const char* name, int sync_folder) {
    FaultyVfs& self = owner(vfs);
    if (const int refused = self.admit(Operation::remove, name); refused != SQLITE_OK) return refused;
    self.disk_.erase(name);
    return self.real_->xDelete(self.real_, name, sync_folder);
  }

  static int access(sqlite3_vfs* vfs, const char* name, int flags, int* result) {
    sqlite3_vfs* under = owner(vfs).real_;
    return under->xAccess(under, name, flags, result);
  }
  static int full_path(sqlite3_vfs* vfs, const char* name, int size, char* out) {
    sqlite3_vfs* under = owner(vfs).real_;
    return under->xFullPathname(under, name, size, out);
  }
  static int randomness(sqlite3_vfs* vfs, int size, char* out) {
    sqlite3_vfs* under = owner(vfs).real_;
    return under->xRandomness(under, size, out);
  }
  static int sleep(sqlite3_vfs* vfs, int microseconds) {
    sqlite3_vfs* under = owner(vfs).real_;
    return under->xSleep(under, microseconds);
  }
  static int current_time(sqlite3_vfs* vfs, double* time) {
    sqlite3_vfs* under = owner(vfs).real_;
    return under->xCurrentTime(under, time);
  }
  static int current_time_64(sqlite3_vfs* vfs, sqlite3_int64* time) {
    sqlite3_vfs* under = owner(vfs).real_;
    return under->xCurrentTimeInt64(under, time);
  }
  static int last_error(sqlite3_vfs* vfs, int size, char* out) {
    sqlite3_vfs* under = owner(vfs).real_;
    return under->xGetLastError(under, size, out);
  }

  static const sqlite3_io_methods io_methods;
};

// Version 2: with shared memory, without mapped files.
const sqlite3_io_methods FaultyVfsCalls::io_methods = {
    2,
    &FaultyVfsCalls::close,
    &FaultyVfsCalls::read,
    &FaultyVfsCalls::write,
    &FaultyVfsCalls::truncate,
    &FaultyVfsCalls::sync,
    &FaultyVfsCalls::file_size,
    &FaultyVfsCalls::lock,
    &FaultyVfsCalls::unlock,
    &FaultyVfsCalls::check_lock,
    &FaultyVfsCalls::control,
    &FaultyVfsCalls::sector_size,
    &FaultyVfsCalls::characteristics,
    &FaultyVfsCalls::shm_map,
    &FaultyVfsCalls::shm_lock,
    &FaultyVfsCalls::shm_barrier,
    &FaultyVfsCalls::shm_unmap,
    nullptr,
    nullptr,
};

FaultyVfs::FaultyVfs(std::uint32_t seed) : real_(sqlite3_vfs_find(nullptr)), random_(seed) {
  static int made = 0;
  name_ = "faulty-" + std::to_string(++made);
  vfs_.iVersion = 2;
  vfs_.szOsFile = static_cast<int>(sizeof(ShimFile)) + real_->szOsFile;
  vfs_.mxPathname = real_->mxPathname;
  vfs_.zName = name_.c_str();
  vfs_.pAppData = this;
  vfs_.xOpen = &FaultyVfsCalls::open;
  vfs_.xDelete = &FaultyVfsCalls::remove;
  vfs_.xAccess = &FaultyVfsCalls::access;
  vfs_.xFullPathname = &FaultyVfsCalls::full_path;
  vfs_.xRandomness = &FaultyVfsCalls::randomness;
  vfs_.xSleep = &FaultyVfsCalls::sleep;
  vfs_.xCurrentTime = &FaultyVfsCalls::current_time;
  vfs_.xGetLastError = &FaultyVfsCalls::last_error;
  vfs_.xCurrentTimeInt64 = &FaultyVfsCalls::current_time_64;
  sqlite3_vfs_register(&vfs_, 0);
}

FaultyVfs::~FaultyVfs() {
  sqlite3_vfs_unregister(&vfs_);
}

int FaultyVfs::admit(Operation operation, const std::string& path) {
  ++operations_;
  if (cut_) return SQLITE_IOERR;
  if (left_ && (*left_)-- == 0) {
    cut();
    return SQLITE_IOERR;
  }
  return is_due(operation, path) ? fault_->code : SQLITE_OK;
}

bool FaultyVfs::is_due(Operation operation, const std::string& path) {
  if (!fault_ || fault_->operation != operation || !path.ends_with(fault_->suffix) || fault_->count == 0) return false;
  if (fault_->after > 0) {
    --fault_->after;
    return false;
  }
  --fault_->count;
  return true;
}

void FaultyVfs::cut() {
  cut_ = true;
  for (auto& [path, image] : disk_) image.lose(random_);
}

FileImage& FaultyVfs::image(const std::string& path) {
  const auto known = disk_.find(path);
  if (known != disk_.end()) return known->second;
  return disk_.try_emplace(path, content_of(path)).first->second;
}

void FaultyVfs::restore(const std::filesystem::path& from, const std::filesystem::path& to) {
  if (!cut_) cut();
  for (const auto& [path, image] : disk_) {
    if (std::filesystem::path(path).parent_path() != from) continue;
    std::ofstream file(to / std::filesystem::path(path).filename(), std::ios::binary);
    file << image.durable();
  }
}

}  // namespace cancel
