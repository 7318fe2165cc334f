#include "requests/request_registry.hpp"

namespace cancel::mcp {

auto IncomingRequest::Registry::reserve(const RequestId& id) -> Reserved {
  const std::lock_guard lock(lock_);
  if (closed_) return Reserved::closed;
  return by_id_.emplace(id, nullptr).second ? Reserved::yes : Reserved::in_use;
}

void IncomingRequest::Registry::give_up(const RequestId& id) {
  const std::lock_guard lock(lock_);
  by_id_.erase(id);
}

bool IncomingRequest::Registry::enter(const Request& request) {
  const std::lock_guard lock(lock_);
  if (closed_) return false;
  by_id_[request->id()] = request;
  return true;
}

auto IncomingRequest::Registry::find(const RequestId& id) const -> Request {
  const std::lock_guard lock(lock_);
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? nullptr : found->second;
}

bool IncomingRequest::Registry::has(const RequestId& id) const {
  const std::lock_guard lock(lock_);
  return by_id_.find(id) != by_id_.end();
}

void IncomingRequest::Registry::free_id(const IncomingRequest& request) {
  Request let_go;  // outlives the lock
  const std::lock_guard lock(lock_);
  const auto found = by_id_.find(request.id());
  if (found == by_id_.end() || found->second.get() != &request) return;
  let_go = std::move(found->second);
  by_id_.erase(found);
}

auto IncomingRequest::Registry::in_flight() const -> std::vector<Request> {
  const std::lock_guard lock(lock_);
  return present();
}

auto IncomingRequest::Registry::close() -> std::vector<Request> {
  const std::lock_guard lock(lock_);
  closed_ = true;
  return present();
}

auto IncomingRequest::Registry::present() const -> std::vector<Request> {
  std::vector<Request> requests;
  requests.reserve(by_id_.size());
  for (const auto& [id, request] : by_id_) {
    if (request) requests.push_back(request);
  }
  return requests;
}

}  // namespace cancel::mcp
