#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "cancel/mcp/request_context.hpp"

namespace cancel::mcp {

// The facts of a call as its work sees them: progress is always asked for, since whoever asks for the operation's
// status sees it, too.
std::shared_ptr<const RequestFacts> facts_of_work(const RequestFacts& request);

// The same as if the client had sent the request again, with these answers and the state that goes with them.
std::shared_ptr<const RequestFacts> facts_of_next_round(const RequestFacts& before,
                                                        const std::map<std::string, JsonText>& answers,
                                                        const std::optional<JsonText>& state,
                                                        const StateSealer* sealer);

}  // namespace cancel::mcp
