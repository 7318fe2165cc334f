#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cancel/client/rpc_client.hpp"
#include "cancel/domain/replies.hpp"
#include "cancel/domain/views.hpp"

namespace cancel::live {

// What the daemon says of the present, read page by page while it goes on working: what came after `daemon.head` may be
// in it or not.
struct Listing {
  InfoReply daemon;
  std::vector<OperationView> operations;
  std::vector<TokenView> shared;  // tokens of no operation whose cancellation is open
};

// Nothing where the daemon does not answer, and `fault` says why. Waits up to `first` for the first answer and
// `answer_within` for each of the others.
std::optional<Listing> read_listing(RpcClient& client, Millis first, Millis answer_within, std::string& fault);

// Puts the operation of that name into `operation`, where it runs. False where the daemon does not answer.
bool read_operation(RpcClient& client, const TokenName& name, Millis answer_within,
                    std::optional<OperationView>& operation);

// server/info alone.
std::optional<InfoReply> read_info(RpcClient& client, Millis answer_within, std::string& fault);

}  // namespace cancel::live
