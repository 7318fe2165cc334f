#pragma once

#include <stdexcept>

namespace cancel {

// Whoever asked for a read wanted it no more, and so it ended without a result. Nothing is wrong with the log.
class ReadGivenUp : public std::runtime_error {
 public:
  ReadGivenUp() : std::runtime_error("the read was given up") {}
};

}  // namespace cancel
