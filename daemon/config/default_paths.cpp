#include "config/default_paths.hpp"

#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

#include "cancel/store/log_unusable.hpp"

namespace cancel::daemon {
namespace {

namespace fs = std::filesystem;

// A relative path in these variables counts as unset, as the XDG specification has it.
std::optional<fs::path> absolute_path(const Variables& variables, const std::string& name) {
  const auto value = value_of(variables, name);
  return value && value->front() == '/' ? std::optional<fs::path>(*value) : std::nullopt;
}

std::optional<fs::path> home_folder(const Variables& variables) {
  if (auto home = absolute_path(variables, "HOME")) return home;
  const passwd* user = ::getpwuid(::geteuid());
  if (user == nullptr || user->pw_dir == nullptr || *user->pw_dir != '/') return std::nullopt;
  return fs::path(user->pw_dir);
}

std::optional<fs::path> base_folder(const Variables& variables, const std::string& name, const char* below_home) {
  if (auto folder = absolute_path(variables, name)) return folder;
  const auto home = home_folder(variables);
  return home ? std::optional(*home / below_home) : std::nullopt;
}

void make_private_folder(const fs::path& folder) {
  if (::mkdir(folder.c_str(), 0700) == 0 || errno == EEXIST) return;
  throw LogUnusable(
      LogUnusable::Fault::not_accessible,
      "the folder " + folder.string() + " for the log can't be made: " + std::generic_category().message(errno));
}

}  // namespace

std::optional<std::string> default_config_file(const Variables& variables) {
  const auto base = base_folder(variables, "XDG_CONFIG_HOME", ".config");
  if (!base) return std::nullopt;
  const fs::path file = *base / "canceld" / "canceld.toml";
  std::error_code ignored;
  return fs::exists(file, ignored) ? std::optional(file.string()) : std::nullopt;
}

std::optional<std::string> default_db(const Variables& variables) {
  const auto base = base_folder(variables, "XDG_STATE_HOME", ".local/state");
  return base ? std::optional((*base / "canceld" / "cancel.db").string()) : std::nullopt;
}

void make_private_folder_of(const std::string& file) {
  fs::path made;
  for (const fs::path& part : fs::path(file).parent_path()) {
    made /= part;
    std::error_code ignored;
    if (!fs::is_directory(made, ignored)) make_private_folder(made);
  }
}

}  // namespace cancel::daemon
