#include "private_folder.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "cancel/transport/endpoint.hpp"

namespace cancel::transport {
namespace {

constexpr mode_t group_and_others = 077;

[[noreturn]] void refuse(const std::string& endpoint, const std::string& folder, const std::string& fault) {
  throw EndpointError(endpoint, "the folder '" + folder + "' " + fault);
}

}  // namespace

void ensure_private_folder(const std::string& endpoint, const std::string& folder) {
  if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) {
    refuse(endpoint, folder, "can't be made: " + std::generic_category().message(errno));
  }
  struct stat status {};
  if (::lstat(folder.c_str(), &status) != 0) {
    refuse(endpoint, folder, "can't be looked at: " + std::generic_category().message(errno));
  }
  if (!S_ISDIR(status.st_mode)) refuse(endpoint, folder, "is not a folder");
  if (status.st_uid != ::geteuid()) {
    refuse(endpoint, folder, "belongs to another user (uid " + std::to_string(status.st_uid) + ")");
  }
  if ((status.st_mode & group_and_others) != 0 && ::chmod(folder.c_str(), 0700) != 0) {
    refuse(endpoint, folder, "is open to other users, and can't be closed to them");
  }
}

}  // namespace cancel::transport
