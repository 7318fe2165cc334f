#pragma once

#include <functional>
#include <optional>
#include <string>

#include "cancel/http/request.hpp"
#include "cancel/http/response.hpp"
#include "live/standing.hpp"

namespace cancel::web {

// Why an observer does not show what its daemon does, in one line; nothing where it does. Pure.
std::optional<std::string> unready(const live::Standing& standing);

// The answer to GET and HEAD of
//
//     /healthz   200 "ok" while the program works, whatever became of its daemon
//     /readyz    200 "ready", or 503 and the line that `why_unready` gives
//
// as JSON where the request accepts that: {"status":"ok"}, {"status":"ready"}, {"status":"unready","reason":…}. Other
// methods get 405; other paths nothing: they are the program's own. `why_unready` is called for /readyz alone.
std::optional<http::Response> answer_health(const http::Request& request,
                                            const std::function<std::optional<std::string>()>& why_unready);

}  // namespace cancel::web
