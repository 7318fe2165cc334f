#include "dashboard/daemon_calls.hpp"

#include "cancel/wire/method_names.hpp"
#include "cancel/wire/request_encoder.hpp"
#include "dashboard/secrets.hpp"

namespace cancel::dashboard {

namespace {

constexpr int attempts = 2;

std::string result_in(CallResult result, const char* unanswered) {
  if (const auto* error = std::get_if<RpcError>(&result)) throw ApiFailure(refused(*error));
  if (const auto* missing = std::get_if<NoReply>(&result)) {
    throw ApiFailure(no_daemon(missing->sent ? unanswered : "the daemon can not be reached"));
  }
  return std::get<RpcResult>(std::move(result)).json;
}

}  // namespace

std::string DaemonCalls::ask(const CommandBody& body) {
  return result_in(client_.call(method_of(body), encode_params(body), answer_within_), "the daemon does not answer");
}

std::string DaemonCalls::change(const CommandBody& body) {
  const std::string params = encode_params(body, random_secret());
  CallResult result = NoReply{};
  bool sent = false;
  for (int attempt = 0; attempt < attempts && std::holds_alternative<NoReply>(result); ++attempt) {
    result = client_.call(method_of(body), params, answer_within_ / attempts);
    if (const auto* missing = std::get_if<NoReply>(&result)) sent = sent || missing->sent;
  }
  if (auto* missing = std::get_if<NoReply>(&result)) missing->sent = sent;
  return result_in(std::move(result), "the daemon does not answer: it may have happened, look at the lists");
}

}  // namespace cancel::dashboard
