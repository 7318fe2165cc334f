#pragma once

#include <cstddef>
#include <limits>
#include <memory>
#include <vector>

#include "connection.hpp"

namespace cancel::load {

// The connections that one generator thread drives, and what they share. Belongs to that thread while it runs.
class ConnectionGroup {
 public:
  static constexpr std::size_t unlimited = std::numeric_limits<std::size_t>::max();

  virtual ~ConnectionGroup() = default;

  std::vector<std::unique_ptr<Connection>>& connections() { return connections_; }

  // Requests that can be sent as things stand: those of a kind that uses something up have to be prepared for.
  virtual std::size_t available() const { return unlimited; }
  // From now on, send() prepares (true) or asks for what is to be measured (false).
  virtual void prepare(bool /*preparing*/) {}

 protected:
  std::vector<std::unique_ptr<Connection>> connections_;
};

}  // namespace cancel::load
