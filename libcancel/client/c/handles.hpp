#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "cancel/cancel.h"
#include "cancel/client/client.hpp"
#include "cancel/token/cancellation_descriptor.hpp"
#include "cancel/token/cancellation_token.hpp"

// What the handles of the C interface stand for.

struct cancel_error {
  int code = CANCEL_OK;
  std::string text{};
  std::string data = "null";
};

struct cancel_token {
  explicit cancel_token(cancel::CancellationToken held) : token(std::move(held)) {}

  const cancel::CancellationToken token;
  std::atomic<std::uint32_t> references{1};
};

namespace cancel::c {

// One reference to a cancel_token.
struct ReleaseToken {
  void operator()(cancel_token* token) const { cancel_token_release(token); }
};
using TokenHandle = std::unique_ptr<cancel_token, ReleaseToken>;

inline TokenHandle new_handle(CancellationToken token) {
  return TokenHandle(new cancel_token(std::move(token)));
}

class NoticeTarget;

}  // namespace cancel::c

struct cancel_why {
  cancel::Cancellation content;
};

struct cancel_descriptor {
  cancel::CancellationDescriptor descriptor;
};

struct cancel_client {
  std::string space;                                  // the namespace of what names none
  std::shared_ptr<cancel::c::NoticeTarget> notice{};  // held here alone, so that it goes when the client closes
  std::shared_ptr<std::atomic<bool>> closed = std::make_shared<std::atomic<bool>>(false);
  std::mutex closing{};
  cancel::Client client;
};

struct cancel_operation {
  cancel::Operation operation;
  cancel::c::TokenHandle token;
};

struct cancel_shared_token {
  cancel::SharedToken shared;
  cancel::c::TokenHandle token;
};

struct cancel_subscription {
  cancel::Subscription subscription;
  std::shared_ptr<std::atomic<bool>> closed;  // its client's
};

struct cancel_item {
  int kind = CANCEL_ITEM_EVENT;
  cancel::Position position = 0;
  std::optional<std::string> json{};
  std::optional<std::string> log_id{};
  std::optional<std::string> text{};
  int code = CANCEL_OK;
};
