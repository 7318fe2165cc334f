#include "dashboard/task.hpp"

#include <exception>
#include <utility>

#include "dashboard/api_error.hpp"
#include "dashboard/secure.hpp"

namespace cancel::dashboard {

void send(http::Exchange& exchange, http::Response response) {
  secure(response.headers);
  exchange.respond(response);
}

void answer_with(http::Exchange& exchange, const std::function<std::string()>& make) {
  try {
    send(exchange, json_response(make()));
  } catch (const ApiFailure& failure) {
    send(exchange, to_response(failure.error()));
  } catch (const std::exception& fault) {
    send(exchange, to_response({500, "internal", std::string("this can not be answered: ") + fault.what()}));
  }
}

void answer_later(Worker& worker, const std::shared_ptr<http::Exchange>& exchange, std::function<std::string()> make) {
  const bool taken = worker.post([exchange, make = std::move(make)] {
    if (!exchange->disconnected()) answer_with(*exchange, make);
  });
  if (!taken) throw ApiFailure(too_many("too much waits to be answered already", std::chrono::seconds(1)));
}

}  // namespace cancel::dashboard
