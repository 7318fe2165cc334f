#include "dashboard/api_error.hpp"

#include "cancel/domain/errors.hpp"
#include "dashboard/json_text.hpp"
#include "text/visible.hpp"

namespace cancel::dashboard {

ApiError bad_request(const std::string& message) {
  return {400, "bad_request", text::visible(message)};
}

ApiError no_daemon(const std::string& message) {
  return {503, "no_daemon", text::visible(message)};
}

ApiError no_log(const std::string& message) {
  return {503, "no_log", text::visible(message)};
}

ApiError not_found(const std::string& message) {
  return {404, "not_found", text::visible(message)};
}

ApiError forbidden(const std::string& message) {
  return {403, "forbidden", text::visible(message)};
}

ApiError too_many(const std::string& message, std::chrono::seconds retry_after) {
  ApiError error{429, "too_many", message};
  error.retry_after = retry_after;
  return error;
}

ApiError refused(const RpcError& error) {
  ApiError answer{409, "refused", text::visible(error.message), error.code};
  const auto is = [&](ErrorCode code) { return error.code == static_cast<std::int64_t>(code); };
  if (is(ErrorCode::invalid_params)) {
    answer.status = 400;
    answer.code = "bad_request";
  } else if (is(ErrorCode::token_not_found) || is(ErrorCode::operation_not_found)) {
    answer.status = 404;
    answer.code = "not_found";
  }
  return answer;
}

http::Response to_response(const ApiError& error) {
  JsonText out;
  out.begin_object();
  out.key("error");
  out.begin_object();
  out.member("code", error.code);
  out.member("message", error.message);
  if (error.rpc_code) out.member("rpcCode", *error.rpc_code);
  if (error.matched) out.member("matched", *error.matched);
  out.end_object();
  out.end_object();
  http::Response response = json_response(out.take(), error.status);
  if (error.retry_after) response.headers.set("Retry-After", std::to_string(error.retry_after->count()));
  return response;
}

http::Response json_response(std::string body, int status) {
  return {status, {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}}, std::move(body)};
}

}  // namespace cancel::dashboard
