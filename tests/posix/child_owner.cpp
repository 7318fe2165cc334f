// Starts a child and says its process id. Then it waits to be killed; told to "return", it ends without letting go of
// the child, a shell that can only be killed, with a child of its own.

#include <unistd.h>

#include <iostream>
#include <string_view>

#include "cancel/posix/child_process.hpp"

int main(int count, char** arguments) {
  const bool returns = count > 1 && std::string_view(arguments[1]) == "return";
  cancel::ChildOptions options{{"sleep", "1000"}};
  if (returns) options.arguments = {"sh", "-c", "trap '' TERM; while :; do sleep 1000; done"};
  static auto* const kept = new cancel::ChildProcess(options);
  std::cout << kept->id() << std::endl;
  if (returns) return 0;
  for (;;) ::pause();
}
