#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>

#include "cancel/mcp/incoming_requests.hpp"
#include "cancel/mcp/request_context.hpp"
#include "cancel/token/cancellation_callback.hpp"

namespace cancel::mcp::detail {

class ServerCore;
class SessionCore;

// What one subscriptions/listen wants to hear of, as far as the server has it.
struct ListenFilter {
  bool tools = false;
  bool prompts = false;
  bool resources = false;
  std::set<std::string> uris{};
};
enum class Change { tools, prompts, resources };

// One subscriptions/listen, from its acknowledgement until somebody cancels it: without a thread, and without a result
// unless the server ends it. Thread-safe.
class Listening : public std::enable_shared_from_this<Listening> {
 public:
  Listening(ServerCore& server, std::shared_ptr<IncomingRequest> request, ListenFilter filter);

  void acknowledge();
  void notify(std::string_view method, const JsonText& params);
  const ListenFilter& filter() const noexcept { return filter_; }
  // From now on a cancellation ends it.
  void watch();

 private:
  void end();
  JsonText subscription() const;

  ServerCore& server_;
  const std::shared_ptr<IncomingRequest> request_;
  const ListenFilter filter_;
  std::optional<CancellationCallback<std::function<void()>>> cancelled_;
};

// All that listen. Thread-safe.
class Listeners {
 public:
  // Nothing is sent to it before its acknowledgement.
  void add(const std::shared_ptr<Listening>& listening);
  void remove(const Listening* listening);

  void changed(Change what);
  void updated(const std::string& uri);

 private:
  std::mutex lock_;
  std::unordered_map<const Listening*, std::shared_ptr<Listening>> all_;
};

// Carries out subscriptions/listen. Does not throw for what the peer sent.
void listen(const std::shared_ptr<SessionCore>& session, const std::shared_ptr<RequestFacts>& facts,
            const std::shared_ptr<MessageChannel>& channel);

// The notification that tells of a change.
std::string_view method_of(Change what);

}  // namespace cancel::mcp::detail
