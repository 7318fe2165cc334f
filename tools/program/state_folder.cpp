#include "program/state_folder.hpp"

#include <pwd.h>
#include <unistd.h>

#include <cstdlib>
#include <optional>

#include "program/failure.hpp"

namespace cancel::program {

namespace {

std::optional<std::string> absolute_path(const char* path) {
  if (path == nullptr || *path != '/') return std::nullopt;
  return path;
}

std::optional<std::string> home_folder() {
  if (auto home = absolute_path(std::getenv("HOME"))) return home;
  const passwd* user = getpwuid(geteuid());
  return absolute_path(user == nullptr ? nullptr : user->pw_dir);
}

}  // namespace

std::filesystem::path state_folder(const std::string& what, const std::string& instead) {
  if (const auto state = absolute_path(std::getenv("XDG_STATE_HOME"))) return *state + "/canceld";
  const auto home = home_folder();
  if (!home) {
    throw Failure(ExitCode::usage, "there is no home folder, so " + what + " has no default place: " + instead);
  }
  return *home + "/.local/state/canceld";
}

}  // namespace cancel::program
