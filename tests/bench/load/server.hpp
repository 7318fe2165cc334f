#pragma once

#include <cstddef>
#include <memory>

#include "connection_group.hpp"
#include "target.hpp"

namespace cancel::load {

// A target that answers requests on connections. Its load is made by one generator a thread, which share the clients.
class Server : public Target {
 public:
  Report run(const LoadOptions& options) final;

 protected:
  // `clients` new connections for one generator thread.
  virtual std::unique_ptr<ConnectionGroup> connect(std::size_t clients) = 0;
  // What the report says besides the figures.
  virtual void describe(Report& report) const = 0;
};

}  // namespace cancel::load
