#include "cancel/client/messaging.hpp"

#include "rpc/messaging_context.hpp"

namespace cancel {

Messaging::Messaging() : context_(std::make_unique<Context>()) {}

Messaging::~Messaging() = default;

}  // namespace cancel
