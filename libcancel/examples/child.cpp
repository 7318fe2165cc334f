// Runs a command as an operation. Who cancels that stops the command, with everything that it has started:
//
//     ./child make -j8                    running as 6b0c36b1-4d0a-4d64-9a53-6ab1b5b5ad0b
//     cancelctl cancel --tool make

#include <cancel/cancel.hpp>
#include <cancel/posix/child_process.hpp>
#include <exception>
#include <iostream>
#include <string>

// What the log says of how the command ended.
static void report(cancel::Operation& operation, const cancel::ChildExit& exit) {
  if (exit.cancelled) return operation.finish(cancel::Outcome::stopped);
  if (exit.succeeded()) return operation.finish(cancel::Outcome::succeeded);
  operation.finish(cancel::Outcome::failed, exit.code ? "exit code " + std::to_string(*exit.code)
                                                      : "signal " + std::to_string(exit.signal.value_or(0)));
}

int main(int argc, char** argv) try {
  if (argc < 2) return std::cerr << "Usage: child COMMAND [ARGUMENT ...]\n", 2;
  cancel::Client client({.name = "child"});
  cancel::Operation operation = client.start({.tool = argv[1]});
  std::cout << "running as " << operation.name().id << std::endl;

  cancel::ChildOptions command;
  command.arguments = {argv + 1, argv + argc};
  const cancel::ChildProcess child(command, operation.token());
  const cancel::ChildExit exit = child.wait();
  report(operation, exit);

  if (exit.cancelled) std::cout << "stopped" << (exit.killed_by_force ? " by force" : "") << std::endl;
  return exit.code.value_or(128 + exit.signal.value_or(0));
} catch (const std::exception& problem) {
  std::cerr << "child: " << problem.what() << '\n';
  return 1;
}
