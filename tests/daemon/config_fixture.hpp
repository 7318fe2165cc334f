#pragma once

#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "config/load_config.hpp"

// What the tests of the configuration share.

namespace cancel::daemon::test {

// A folder of its own, removed with what is in it.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "canceld-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path_ = pattern;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::string& path() const { return path_; }
  std::string path(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

inline LoadedConfig load(const std::vector<std::string>& flags, const Variables& variables) {
  std::vector<const char*> arguments = {"canceld"};
  for (const std::string& flag : flags) arguments.push_back(flag.c_str());
  return load_config(static_cast<int>(arguments.size()), arguments.data(), variables);
}

// A user with an empty home, who may write a configuration file there.
class Home {
 public:
  LoadedConfig load(std::vector<std::string> flags = {}) const {
    if (has_file_) flags.insert(flags.end(), {"--config", file()});
    return test::load(flags, variables);
  }

  // What one is told, or nothing where the configuration is good.
  std::string fault(const std::vector<std::string>& flags = {}) const {
    try {
      load(flags);
      return {};
    } catch (const ConfigError& error) {
      return error.what();
    }
  }

  void write_config(const std::string& text) {
    std::ofstream(file()) << text;
    has_file_ = true;
  }

  std::string file() const { return folder.path("some.toml"); }

  TemporaryFolder folder;
  Variables variables = {{"HOME", folder.path()}, {"XDG_RUNTIME_DIR", folder.path()}};

 private:
  bool has_file_ = false;
};

}  // namespace cancel::daemon::test
