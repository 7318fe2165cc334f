#pragma once

#include <stdexcept>
#include <string>

namespace cancel {

// The file can not be used as a log, and trying again will not help. what() is one sentence that names the file and the
// fault. Nothing in the file was changed.
class LogUnusable : public std::runtime_error {
 public:
  enum class Fault {
    foreign,         // not an SQLite file, or another program's
    damaged,         // its bytes are not what SQLite or this program wrote
    newer,           // written by a newer version of this program
    older,           // by an older one (for readers): a daemon that opens it brings it to the present schema
    read_only,       // file, folder or filesystem
    no_space,        // none left
    not_a_file,      // a folder, a pipe, a device
    missing,         // the file (for readers) or its folder does not exist
    not_accessible,  // everything else that the system refuses
  };

  LogUnusable(Fault fault, const std::string& what) : std::runtime_error(what), fault_(fault) {}
  Fault fault() const { return fault_; }

 private:
  Fault fault_;
};

// Another process has the log open for writing. what() names it.
class LogInUse : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace cancel
