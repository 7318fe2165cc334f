#pragma once

#include <functional>
#include <memory>
#include <string>

#include "cancel/http/exchange.hpp"
#include "cancel/http/response.hpp"
#include "dashboard/worker.hpp"

namespace cancel::dashboard {

// Answers, with what every answer says to browsers.
void send(http::Exchange& exchange, http::Response response);

// Answers with the JSON that `make` gives, or with why it gives none: it may throw anything.
void answer_with(http::Exchange& exchange, const std::function<std::string()>& make);

// The same on `worker`'s thread. Throws ApiFailure (too_many).
void answer_later(Worker& worker, const std::shared_ptr<http::Exchange>& exchange, std::function<std::string()> make);

}  // namespace cancel::dashboard
