#pragma once

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <string>

// What this process holds, as the kernel counts it.

namespace scene {

inline std::size_t entries_of(const char* folder) {
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    static_cast<void>(entry);
    ++count;
  }
  return count;
}

inline std::size_t thread_count() {
  return entries_of("/proc/self/task");
}

inline std::size_t descriptor_count() {
  return entries_of("/proc/self/fd") - 1;
}  // the one for looking is not counted

inline std::size_t resident_kib() {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    std::size_t kib = 0;
    if (word == "VmRSS:" && status >> kib) return kib;
  }
  return 0;
}

}  // namespace scene
