#include "cancel/transport/endpoint_guard.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <utility>

#include "endpoint_syntax.hpp"
#include "lock_file.hpp"
#include "private_folder.hpp"
#include "socket_file.hpp"

namespace cancel {
namespace {

bool stands_in(const std::string& path, const std::string& folder) {
  return std::filesystem::path(path).lexically_normal().parent_path() ==
         std::filesystem::path(folder).lexically_normal();
}

}  // namespace

EndpointGuard::EndpointGuard(std::string endpoint, const std::vector<std::string>& own_folders)
    : endpoint_(std::move(endpoint)), path_(transport::ipc_path(endpoint_).value_or("")) {
  if (path_.empty()) return;
  if (!own_folders.empty() && stands_in(path_, own_folders.back())) {
    for (const std::string& folder : own_folders) transport::ensure_private_folder(endpoint_, folder);
  }
  lock_ = transport::take_lock(endpoint_, path_ + ".lock");
  transport::remove_stale_socket(endpoint_, path_);
}

EndpointGuard::EndpointGuard(EndpointGuard&& other) noexcept
    : endpoint_(std::move(other.endpoint_)),
      path_(std::move(other.path_)),
      lock_(std::move(other.lock_)),
      file_(std::exchange(other.file_, std::nullopt)) {}

EndpointGuard::~EndpointGuard() {
  struct stat status {};
  if (file_ && ::lstat(path_.c_str(), &status) == 0 && status.st_dev == file_->device && status.st_ino == file_->file) {
    ::unlink(path_.c_str());
  }
  transport::give_back(std::move(lock_));
}

FileDescriptor EndpointGuard::listen() {
  if (path_.empty()) return FileDescriptor();
  FileDescriptor listener = transport::listen_at(endpoint_, path_);
  remember_file();
  return listener;
}

void EndpointGuard::remember_file() {
  struct stat status {};
  if (::lstat(path_.c_str(), &status) == 0) file_ = FileIdentity{status.st_dev, status.st_ino};
}

}  // namespace cancel
