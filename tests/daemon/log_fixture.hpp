#pragma once

#include <unistd.h>

#include <cstdio>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "log/program_log.hpp"

namespace cancel::daemon::test {

// A program log that writes into a file, to be read back.
class CapturedLog {
 public:
  explicit CapturedLog(LogLevel level, LogFormat format = LogFormat::text) : log(level, format, ::fileno(file_)) {}
  ~CapturedLog() { std::fclose(file_); }
  CapturedLog(const CapturedLog&) = delete;
  CapturedLog& operator=(const CapturedLog&) = delete;

  // What has been written, line by line.
  std::vector<std::string> lines() const {
    std::istringstream text(all());
    std::vector<std::string> lines;
    for (std::string line; std::getline(text, line);) lines.push_back(line);
    return lines;
  }

  // The same without the times, which stand in front.
  std::vector<std::string> facts() const {
    std::vector<std::string> facts = lines();
    for (std::string& line : facts) line.erase(0, line.find(' ') + 1);
    return facts;
  }

 private:
  static std::FILE* make_file() {
    std::FILE* file = std::tmpfile();
    if (file == nullptr) throw std::runtime_error("no temporary file");
    return file;
  }

  std::string all() const {
    std::string text;
    char part[4096];
    for (ssize_t count = 0;
         (count = ::pread(::fileno(file_), part, sizeof part, static_cast<off_t>(text.size()))) > 0;) {
      text.append(part, static_cast<std::size_t>(count));
    }
    return text;
  }

  std::FILE* file_ = make_file();

 public:
  ProgramLog log;
};

}  // namespace cancel::daemon::test
