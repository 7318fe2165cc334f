#pragma once

#include <memory>
#include <mutex>

#include "cancel/mcp/work.hpp"

namespace cancel::mcp::detail {

// What all work of one session hangs under, made when there is some. Thread-safe.
class SessionToken {
 public:
  // Its token; makes it the first time. After give_up() a cancelled one, or none.
  CancellationToken get(Client* client, const std::string& session, const Labels& labels);

  // Hands over what is to be cancelled now that the session is over; null where there is nothing.
  std::shared_ptr<GroupToken> give_up();

 private:
  std::mutex lock_;
  std::shared_ptr<GroupToken> group_;
  bool given_up_ = false;
};

}  // namespace cancel::mcp::detail
