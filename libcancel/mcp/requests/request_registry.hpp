#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "cancel/mcp/incoming_requests.hpp"

namespace cancel::mcp {

// What the requests of one peer share; lives as long as one of them does. Thread-safe. Nothing is called while its lock
// is held, which is the last one that anybody takes.
struct IncomingRequest::Registry {
  using Request = std::shared_ptr<IncomingRequest>;
  using Count = std::atomic<std::uint64_t>;

  Registry(Client* client_of, Canceller& canceller_of) : client(client_of), canceller(canceller_of) {}

  // An id is reserved before its work begins, so that work never begins for one that is in use.
  enum class Reserved { yes, in_use, closed };
  Reserved reserve(const RequestId& id);
  void give_up(const RequestId& id);
  bool enter(const Request& request);  // false: closed meanwhile

  Request find(const RequestId& id) const;
  bool has(const RequestId& id) const;
  // The id is free again, unless another request has it by now.
  void free_id(const IncomingRequest& request);

  std::vector<Request> in_flight() const;
  std::vector<Request> close();

  Client* const client;
  Canceller& canceller;

  std::atomic<std::size_t> running{0};
  Count begun{0};
  Count answered{0};
  Count silenced{0};
  Count duplicate_ids{0};
  Count unknown_cancels{0};
  Count malformed_cancels{0};
  Count forbidden_cancels{0};
  Count late_messages{0};
  Count after_close{0};

 private:
  std::vector<Request> present() const;

  mutable std::mutex lock_;
  std::unordered_map<RequestId, Request> by_id_;  // null: reserved
  bool closed_ = false;
};

}  // namespace cancel::mcp
