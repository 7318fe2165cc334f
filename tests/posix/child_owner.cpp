// Starts a child and says its process id. Then it waits to be killed; told to "return", it ends without letting go of
// the child.

#include <unistd.h>

#include <iostream>
#include <string_view>

#include "cancel/posix/child_process.hpp"

int main(int count, char** arguments) {
  auto* child = new cancel::ChildProcess({{"sh", "-c", "trap '' TERM; while :; do sleep 1000; done"}});
  static cancel::ChildProcess* kept = child;
  std::cout << kept->id() << std::endl;
  if (count > 1 && std::string_view(arguments[1]) == "return") return 0;
  for (;;) ::pause();
}
