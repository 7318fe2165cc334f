#include "program/default_log.hpp"

#include <pwd.h>
#include <unistd.h>

#include <cstdlib>
#include <optional>

#include "program/failure.hpp"

namespace cancel::program {

namespace {

// A relative path counts as unset, as the XDG specification has it.
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

std::string default_log() {
  constexpr const char* file = "/canceld/cancel.db";
  if (const auto state = absolute_path(std::getenv("XDG_STATE_HOME"))) return *state + file;
  const auto home = home_folder();
  if (!home) throw Failure(ExitCode::usage, "there is no home folder, so the log has no default place: use --db FILE");
  return *home + "/.local/state" + file;
}

}  // namespace cancel::program
