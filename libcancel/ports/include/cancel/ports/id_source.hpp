#pragma once

#include <string>

namespace cancel {

// Makes ids that nobody can guess. Thread-safe.
class IdSource {
 public:
  virtual ~IdSource() = default;

  // At least 122 random bits as text: letters, digits and '-', 36 bytes at most.
  virtual std::string next() = 0;
};

}  // namespace cancel
