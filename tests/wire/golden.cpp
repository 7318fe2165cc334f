#include "golden.hpp"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace cancel::test {
namespace {

std::filesystem::path path_of(std::string_view name) {
  return std::filesystem::path(WIRE_DATA) / (std::string(name) + ".json");
}

}  // namespace

std::string golden(std::string_view name) {
  std::ifstream file(path_of(name), std::ios::binary);
  std::ostringstream content;
  content << file.rdbuf();
  std::string text = content.str();
  if (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

void check_golden(std::string_view name, std::string_view text) {
  INFO(path_of(name).string());
  if (std::getenv("WIRE_UPDATE_GOLDEN") != nullptr) {
    std::filesystem::create_directories(path_of(name).parent_path());
    std::ofstream(path_of(name), std::ios::binary) << text << '\n';
  }
  CHECK(golden(name) == text);
}

}  // namespace cancel::test
