#pragma once

#include "cancel/domain/replies.hpp"
#include "random_values.hpp"

namespace cancel::test {

TokenView random_token(RandomValues& random);
OperationView random_operation(RandomValues& random);

// A random reply of the alternative `index` of ReplyBody, but for errors.
ReplyBody random_reply(RandomValues& random, std::size_t index);

}  // namespace cancel::test
