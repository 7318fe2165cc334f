#pragma once

#include <stdexcept>
#include <string>
#include <type_traits>

#include "cancel/cancel.h"
#include "cancel/client/rpc_result.hpp"

// How exceptions become codes: every function of the interface that can fail does its work inside guarded().

namespace cancel::c {

// What a function gives up with, where the C++ interface has no exception for it.
class Failure : public std::runtime_error {
 public:
  Failure(int code, const std::string& text, std::string data = "null")
      : std::runtime_error(text), code_(code), data_(std::move(data)) {}
  int code() const noexcept { return code_; }
  const std::string& data() const noexcept { return data_; }

 private:
  int code_;
  std::string data_;
};

// What came of a call, as its failure.
Failure failure_of(const RpcError& error);
Failure failure_of(const NoReply& missing);

// To be called where an exception was caught: gives its code, and tells it in *error unless `error` is NULL.
int report_exception(cancel_error** error) noexcept;

// Runs `work`, which gives nothing or a code.
template <typename Work>
int guarded(cancel_error** error, Work&& work) noexcept {
  if (error != nullptr) *error = nullptr;
  try {
    if constexpr (std::is_void_v<std::invoke_result_t<Work>>) {
      work();
      return CANCEL_OK;
    } else {
      return work();
    }
  } catch (...) {
    return report_exception(error);
  }
}

}  // namespace cancel::c
