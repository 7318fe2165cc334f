// Some of everything that has code in the library, without a daemon.

#include <cancel/cancel.hpp>
#include <cancel/client/daemon_endpoints.hpp>
#include <cancel/posix/child_process.hpp>
#include <cancel/wire/rfc3339.hpp>
#include <iostream>

int main() {
  cancel::ClientOptions options;
  options.name = "local_work";
  options.close_within = cancel::Millis(0);
  cancel::Client client(options);
  const cancel::SharedToken shared = client.create();
  const cancel::Operation operation = client.start({.parents = {shared.token()}, .tool = "test"});
  const cancel::CancellationDescriptor descriptor(operation.token());
  const cancel::CancellationCallback callback(operation.token(), [] { std::cout << "called\n"; });
  cancel::CancellationWish wish;
  wish.reason = "enough";
  shared.cancel(wish);
  try {
    operation.token().throw_if_cancelled();
  } catch (const cancel::Cancelled& cancelled) {
    std::cout << to_string(cancelled.why().cause) << ": " << cancelled.why().reason.value_or("") << '\n';
  }
  cancel::ChildOptions command;
  command.arguments = {"true"};
  std::cout << cancel::ChildProcess(command).wait().succeeded() << '\n';
  const auto info = client.call(cancel::ReadInfo{}, {.timeout = cancel::Millis(10)});
  std::cout << info.problem() << '\n' << cancel::to_rfc3339({}) << '\n';
  std::cout << (cancel::find_daemon().event.empty() ? "nowhere\n" : "somewhere\n");
}
