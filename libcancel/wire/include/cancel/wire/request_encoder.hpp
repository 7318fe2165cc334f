#pragma once

#include <optional>
#include <string>

#include "cancel/domain/commands.hpp"

// From commands to the bytes of requests: what a client sends, and request_decoder reads. Thread-safe.

namespace cancel {

// The JSON text of the `params` with which method_of(body) asks for `body`. What is empty or has the daemon's default
// is left out; nothing is checked, since the daemon does. All texts must be UTF-8: a message that holds others is
// refused as a whole.
//
// `command_id` makes a change repeatable; what changes nothing ignores it. `cursor` is the `nextCursor` of an earlier
// page of the same list, kept as it came: it takes the place of the list's `after`, and the other commands have no use
// for it. A token that is named in a filter which has a namespace is looked for in that namespace, unless it has its
// own. Cost: one pass, no intermediate tree.
std::string encode_params(const CommandBody& body, const std::optional<std::string>& command_id = {},
                          const std::optional<std::string>& cursor = {});

}  // namespace cancel
