// A program with a client, an operation and callbacks that live until the process ends. Says "ready" and leaves main().
//
//     static_client_program COMMAND_ENDPOINT EVENT_ENDPOINT (here | away)

#include <cstdio>
#include <optional>
#include <string>

#include "cancel/cancel.hpp"

namespace {

std::optional<cancel::Client>& client() {
  static std::optional<cancel::Client> one;
  return one;
}

void note() {
  static int count = 0;
  ++count;
}

}  // namespace

int main(int, char** arguments) {
  cancel::ClientOptions options;
  options.command_endpoint = arguments[1];
  options.event_endpoint = arguments[2];
  options.close_within = cancel::Millis{200};
  options.on_notice = [](const cancel::Notice&) { note(); };
  client().emplace(options);
  static cancel::Operation operation = client()->start({.id = "static"});
  static cancel::SharedToken shared = client()->create();
  static cancel::Subscription subscription = client()->subscribe();
  static const cancel::CancellationCallback callback(operation.token(), [] { note(); });
  client()->call(cancel::ReadInfo{}, {.timeout = cancel::Millis{60'000}}, [](const auto&) { note(); });
  const bool flushed = client()->flush(cancel::Millis{std::string(arguments[3]) == "here" ? 20'000 : 1});
  std::fprintf(stderr, "ready\n");
  return flushed == (std::string(arguments[3]) == "here") ? 0 : 1;
}
