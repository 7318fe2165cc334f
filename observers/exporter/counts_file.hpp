#pragma once

#include <optional>
#include <string>

#include "exporter/event_counter.hpp"

namespace cancel::exporter {

// Where one exporter keeps what it has counted, so that it goes on there after a restart. While it lives, no other
// process has a file of the same name. Not thread-safe.
class CountsFile {
 public:
  // $XDG_STATE_HOME/canceld/exporter/NAME.json, else in ~/.local/state; its folders are made. Throws Failure: (usage)
  // where the name is none, or there is neither variable nor home folder; (refused) where another process has it, or
  // the system refuses.
  explicit CountsFile(const std::string& name);
  ~CountsFile();
  CountsFile(const CountsFile&) = delete;
  CountsFile& operator=(const CountsFile&) = delete;

  // Empty where nothing was kept yet. Throws Failure (usage) where the file is damaged: it stays as it is.
  std::optional<EventCounter::Kept> read() const;
  // Replaces what was kept, as one: after a crash it is the old or the new. Throws std::runtime_error; then it is the
  // old.
  void write(const EventCounter::Kept& kept) const;

  const std::string& path() const { return path_; }

 private:
  std::string path_;
  int lock_ = -1;
};

}  // namespace cancel::exporter
