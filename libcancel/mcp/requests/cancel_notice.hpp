#pragma once

#include <optional>
#include <string>

#include "cancel/mcp/json.hpp"

// notifications/cancelled, read and written.

namespace cancel::mcp {

struct CancelNotice {
  RequestId id;
  std::optional<std::string> reason{};  // cut to what the log takes; a reason that is no text is passed over
};

// Empty where `params` (null: none) have no usable requestId.
std::optional<CancelNotice> read_cancel_notice(const Json* params);

// The whole message.
std::string write_cancel_notice(const CancelNotice& notice);

}  // namespace cancel::mcp
