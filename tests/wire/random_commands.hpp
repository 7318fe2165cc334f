#pragma once

#include "cancel/domain/commands.hpp"
#include "random_values.hpp"

namespace cancel::test {

// A random command of the alternative `index` of CommandBody, such as a request can say: what the daemon fills in is
// empty, and in a filter with a namespace a token has one, too.
CommandBody random_command(RandomValues& random, std::size_t index);

// Whether all fields are the same.
bool same(const CommandBody& left, const CommandBody& right);

}  // namespace cancel::test
