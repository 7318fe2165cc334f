#include "live/live_listing.hpp"

#include <set>

#include "cancel/wire/method_names.hpp"
#include "cancel/wire/reply_decoder.hpp"
#include "cancel/wire/reply_of.hpp"
#include "cancel/wire/request_encoder.hpp"

namespace cancel::live {

namespace {

// A cancellation of more than so many shared tokens at once is shown without those that are too many.
constexpr std::size_t most_shared = 10'000;

// The answer; or nothing, and `fault` says why.
template <typename Query>
std::optional<ReplyOf_t<Query>> ask(RpcClient& client, const Query& query, Millis timeout, std::string& fault,
                                    const std::optional<std::string>& cursor = {}) {
  const CallResult result = client.call(method_of(query), encode_params(query, {}, cursor), timeout);
  if (const auto* error = std::get_if<RpcError>(&result)) {
    fault = std::string(method_of(query)) + ": " + error->message;
    return std::nullopt;
  }
  const auto* answer = std::get_if<RpcResult>(&result);
  if (!answer) {
    fault = "the daemon does not answer";
    return std::nullopt;
  }
  auto decoded = decode_result<ReplyOf_t<Query>>(answer->json);
  if (!decoded) {
    fault = std::string(method_of(query)) + ": " + decoded.error().message;
    return std::nullopt;
  }
  return std::move(decoded->reply);
}

bool read_operations(RpcClient& client, Millis timeout, Listing& listing, std::string& fault) {
  ListOperations query;
  query.limit = largest_page;
  std::optional<std::string> cursor;
  do {
    auto page = ask(client, query, timeout, fault, cursor);
    if (!page) return false;
    for (OperationView& operation : page->operations) listing.operations.push_back(std::move(operation));
    cursor = page->next_cursor;
  } while (cursor);
  return true;
}

// A shared token's cancellation is open only while something runs under it: so it is found from what runs, upwards.
bool read_shared(RpcClient& client, Millis timeout, Listing& listing, std::string& fault) {
  std::set<TokenName> known;
  std::vector<TokenName> waiting;
  const auto look_at = [&](const std::vector<TokenName>& parents) {
    for (const TokenName& parent : parents) {
      if (known.size() < most_shared && known.insert(parent).second) waiting.push_back(parent);
    }
  };
  for (const OperationView& operation : listing.operations) {
    if (operation.cancelled) look_at(operation.parents);
  }
  while (!waiting.empty()) {
    const TokenName name = waiting.back();
    waiting.pop_back();
    const CallResult result =
        client.call(method_of(CommandBody{ReadStatus{name}}), encode_params(ReadStatus{name}), timeout);
    if (std::holds_alternative<NoReply>(result)) {
      fault = "the daemon does not answer";
      return false;
    }
    const auto* answer = std::get_if<RpcResult>(&result);
    if (!answer) continue;  // its events are gone
    auto status = decode_result<StatusReply>(answer->json);
    if (!status || !status->reply.token.cancelled()) continue;
    look_at(status->reply.token.parents);
    if (!status->reply.token.completed_at) listing.shared.push_back(std::move(status->reply.token));
  }
  return true;
}

}  // namespace

bool read_operation(RpcClient& client, const TokenName& name, Millis answer_within,
                    std::optional<OperationView>& operation) {
  const CallResult result =
      client.call(method_of(CommandBody{ReadStatus{name}}), encode_params(ReadStatus{name}), answer_within);
  if (std::holds_alternative<NoReply>(result)) return false;
  const auto* answer = std::get_if<RpcResult>(&result);
  if (!answer) return true;  // there is no such token any more
  auto status = decode_result<StatusReply>(answer->json);
  if (!status) return true;
  for (OperationView& running : status->reply.operations) {
    if (running.name == name) operation = std::move(running);
  }
  return true;
}

std::optional<InfoReply> read_info(RpcClient& client, Millis answer_within, std::string& fault) {
  return ask(client, ReadInfo{}, answer_within, fault);
}

std::optional<Listing> read_listing(RpcClient& client, Millis first, Millis answer_within, std::string& fault) {
  auto info = read_info(client, first, fault);
  if (!info) return std::nullopt;
  Listing listing;
  listing.daemon = *std::move(info);
  if (!read_operations(client, answer_within, listing, fault)) return std::nullopt;
  if (!read_shared(client, answer_within, listing, fault)) return std::nullopt;
  return listing;
}

}  // namespace cancel::live
