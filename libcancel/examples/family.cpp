// A parent and a child in two processes. Who cancels the token of the family stops both:
//
//     ./family                            family 3ac6f021-00d8-4717-9182-cc9e5ae8d03a …
//     cancelctl cancel 3ac6f021-00d8-4717-9182-cc9e5ae8d03a

#include <spawn.h>
#include <sys/wait.h>
#include <cancel/cancel.hpp>

#include <chrono>
#include <iostream>
#include <system_error>

using namespace std::chrono_literals;

// Works until it is cancelled, alone or with its family: a token of this process, or the id of one elsewhere.
static void work(cancel::Client& client, const std::string& who, const cancel::Parent& family) {
  const cancel::Operation operation = client.start({.parents = {family}, .tool = who});
  std::cout << who + " works\n" << std::flush;
  while (!operation.token().wait(cancel::Stage::requested, 1s)) continue;  // the work
  std::cout << who + " stops: " + operation.token().cancellation()->reason.value_or("no reason given") + "\n"
            << std::flush;
}  // the operation ends with its scope; it was told of the cancellation, so as "stopped"

static pid_t begin_child(std::string family) {
  std::string program = "/proc/self/exe";
  char* const arguments[] = {program.data(), family.data(), nullptr};
  pid_t child = 0;
  const int error = posix_spawn(&child, program.c_str(), nullptr, nullptr, arguments, environ);
  if (error != 0) throw std::system_error(error, std::generic_category(), program);
  return child;
}

int main(int argc, char** argv) try {
  cancel::Client client({.name = "family"});
  if (argc > 1) return work(client, "child", argv[1]), 0;

  const cancel::SharedToken family = client.create();
  if (!client.flush(5s)) throw std::runtime_error("no daemon, so the child could not find its family");
  std::cout << "family " + family.name().id + "\n" << std::flush;
  const pid_t child = begin_child(family.name().id);
  work(client, "parent", family.token());
  const bool ended = family.token().wait(cancel::Stage::completed, 30s);
  std::cout << (ended ? "nothing of the family runs any more\n" : "something of the family does not stop\n");
  waitpid(child, nullptr, 0);
} catch (const std::exception& problem) {
  std::cerr << "family: " << problem.what() << '\n';
  return 1;
}
