#pragma once

#include <atomic>
#include <string>

#include "cancel/client/rpc_client.hpp"
#include "cancel/domain/commands.hpp"

namespace cancel::top {

// Asks a daemon, and waits for its answers only as long as nobody stops that: who quits does not wait for a daemon that
// hangs.
//
// One thread calls; stop() may come from any other.
class DaemonCaller {
 public:
  // `messaging` must outlive it. Throws BadEndpoint.
  DaemonCaller(Messaging& messaging, const std::string& endpoint, Millis answer_within);

  // NoReply also where it was stopped meanwhile.
  CallResult call(const CommandBody& body);

  // From now on nothing is waited for. For good.
  void stop() { stopped_ = true; }

 private:
  RpcClient client_;
  const Millis answer_within_;
  std::atomic<bool> stopped_{false};
};

}  // namespace cancel::top
