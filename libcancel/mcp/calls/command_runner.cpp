#include <poll.h>

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

#include "calls/command_output.hpp"
#include "cancel/mcp/request_context.hpp"
#include "cancel/token/cancellation_source.hpp"

namespace cancel::mcp {

namespace {

ChildOptions with_pipes(ChildOptions options) {
  for (ChildStream* stream : {&options.output, &options.error}) {
    if (stream->kind() == ChildStream::Kind::inherit) *stream = ChildStream::pipe();
  }
  return options;
}

// Descriptors that are not there any more are -1, which poll() passes over.
void wait_for_any(std::array<pollfd, 3>& descriptors) {
  while (::poll(descriptors.data(), descriptors.size(), -1) < 0) {
    if (errno != EINTR) throw std::system_error(errno, std::generic_category(), "waiting for a command");
  }
}

// Until it has ended, and not until its pipes have: what it left behind may hold them open.
void collect_until_end(const ChildProcess& child, CommandOutput& output, CommandOutput& error) {
  for (bool has_ended = false; !has_ended;) {
    std::array<pollfd, 3> descriptors{pollfd{child.exit_descriptor(), POLLIN, 0},
                                      pollfd{output.descriptor(), POLLIN, 0}, pollfd{error.descriptor(), POLLIN, 0}};
    wait_for_any(descriptors);
    has_ended = descriptors[0].revents != 0;
    output.read_what_is_there();
    error.read_what_is_there();
  }
}

Cancellation the_end() {
  Cancellation why;
  why.reason = "the command has ended";
  why.cause = Cause::other;
  why.mode = Mode::force;
  return why;
}

}  // namespace

RequestContext::CommandResult RequestContext::run_command(ChildOptions options, std::size_t limit) {
  const CancellationSource life{token()};
  ChildProcess child(with_pipes(std::move(options)), life.token());
  child.input().reset();
  CommandOutput output(std::move(child.output()), limit);
  CommandOutput error(std::move(child.error()), limit);
  collect_until_end(child, output, error);
  const ChildExit exit = child.wait();
  life.cancel(the_end());  // takes what it left running in its group
  return {exit, output.take(), error.take()};
}

}  // namespace cancel::mcp
