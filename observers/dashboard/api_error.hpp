#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>

#include "cancel/client/rpc_result.hpp"
#include "cancel/http/response.hpp"

namespace cancel::dashboard {

// An answer to the page that is no result. A value.
struct ApiError {
  int status = 500;
  std::string code{};     // a word for programs: "not_found"
  std::string message{};  // one sentence for people
  std::optional<std::int64_t> rpc_code{};
  std::optional<std::uint64_t> matched{};  // of "changed": how many fit now
  std::optional<std::chrono::seconds> retry_after{};
};

// How whatever answers a request refuses it.
class ApiFailure : public std::runtime_error {
 public:
  explicit ApiFailure(ApiError error) : std::runtime_error(error.message), error_(std::move(error)) {}
  const ApiError& error() const { return error_; }

 private:
  ApiError error_;
};

// `message` may quote what a peer sent: it is made visible.
ApiError bad_request(const std::string& message);
ApiError no_daemon(const std::string& message);
ApiError no_log(const std::string& message);
ApiError not_found(const std::string& message);
ApiError forbidden(const std::string& message);
ApiError too_many(const std::string& message, std::chrono::seconds retry_after);
// What the daemon answered instead of a result.
ApiError refused(const RpcError& error);

// {"error":{"code":…,"message":…}}, with its status.
http::Response to_response(const ApiError& error);

// `body` is JSON text.
http::Response json_response(std::string body, int status = 200);

}  // namespace cancel::dashboard
