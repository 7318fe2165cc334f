#include "web/served_program.hpp"

#include <stdexcept>
#include <utility>

#include "program/failure.hpp"
#include "program/printing.hpp"

namespace cancel::web {

ListenAddress listen_address(const std::optional<std::string>& given, const char* usual) {
  try {
    return ListenAddress::parse(given.value_or(usual));
  } catch (const std::invalid_argument& error) {
    throw program::Failure(program::ExitCode::usage, std::string("--listen: ") + error.what());
  }
}

Millis answer_within(const program::Settings& settings) {
  if (settings.timeout > Millis{0}) return settings.timeout;
  throw program::Failure(program::ExitCode::usage, "--timeout: in no time no daemon can answer");
}

EndSignals::EndSignals() {
  sigemptyset(&signals_);
  for (const int number : {SIGINT, SIGTERM}) sigaddset(&signals_, number);
  pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
}

void EndSignals::await() const {
  int number = 0;
  sigwait(&signals_, &number);
}

void serve(const ServedProgram& served, const EndSignals& signals, http::Handler handler) {
  http::ServerOptions options = served.limits;
  options.host = served.address.host;
  options.port = served.address.port;
  http::Server server(options, std::move(handler));
  ListenAddress address = served.address;
  address.port = server.port();
  program::print(served.name + " ready: " + address.url() + served.first_page + "\n");
  signals.await();
  server.stop();
}

}  // namespace cancel::web
