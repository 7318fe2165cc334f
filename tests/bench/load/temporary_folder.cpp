#include "temporary_folder.hpp"

#include <cstdlib>
#include <filesystem>
#include <stdexcept>

namespace cancel::load {

TemporaryFolder::TemporaryFolder() : path_(std::filesystem::temp_directory_path() / "canceld-load-XXXXXX") {
  if (mkdtemp(path_.data()) == nullptr) throw std::runtime_error("no temporary folder: " + path_);
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace cancel::load
