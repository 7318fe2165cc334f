#include <cstdlib>
#include <cstring>
#include <new>
#include <utility>

#include "open_client.hpp"

using namespace cancel::c;

namespace {

cancel::CallOptions options_for(std::int64_t timeout_ms) {
  cancel::CallOptions options;
  if (timeout_ms != CANCEL_DEFAULT_TIMEOUT) options.timeout = patience(timeout_ms, "timeout_ms");
  return options;
}

char* new_string(const std::string& text) {
  auto* copied = static_cast<char*>(std::malloc(text.size() + 1));
  if (copied == nullptr) throw std::bad_alloc();
  std::memcpy(copied, text.c_str(), text.size() + 1);
  return copied;
}

// The JSON text of the result. Throws Failure where there is none.
const std::string& result_in(const cancel::CallResult& result) {
  if (const auto* refused = std::get_if<cancel::RpcError>(&result)) throw failure_of(*refused);
  if (const auto* missing = std::get_if<cancel::NoReply>(&result)) throw failure_of(*missing);
  return std::get<cancel::RpcResult>(result).json;
}

void tell(cancel_done_function done, void* user, const cancel::CallResult& result) {
  const std::string* json = nullptr;
  cancel_error* error = nullptr;
  const int code = guarded(&error, [&] { json = &result_in(result); });
  const std::unique_ptr<cancel_error> owned(error);
  done(user, code, json == nullptr ? nullptr : json->c_str(), error);
}

}  // namespace

int cancel_call(cancel_client* client, const char* method, const char* params, int64_t timeout_ms, char** result,
                cancel_error** error) {
  return guarded(error, [&] {
    char*& given = place(result, "result");
    cancel_client& open = open_client(client);
    const std::string wanted = required_text(method, "method");
    given =
        new_string(result_in(open.client.call_json(wanted, text_or(params, "params", {}), options_for(timeout_ms))));
  });
}

int cancel_call_async(cancel_client* client, const char* method, const char* params, int64_t timeout_ms,
                      cancel_done_function done, void* user, cancel_error** error) {
  return guarded(error, [&] {
    cancel_client& open = open_client(client);
    const std::string wanted = required_text(method, "method");
    required(done, "done");
    open.client.call_json(wanted, text_or(params, "params", {}), options_for(timeout_ms),
                          [done, user](const cancel::CallResult& result) { tell(done, user, result); });
  });
}
