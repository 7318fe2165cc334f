#include "tail/command_delivery.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <string_view>
#include <system_error>
#include <utility>

#include "cancel/posix/child_process.hpp"
#include "cancel/token/cancellation.hpp"
#include "tail/event_facts.hpp"

namespace cancel::tail {

namespace {

constexpr std::chrono::milliseconds slice{50};

// A file without a name that holds `content`: a command need not read it, and nobody has to write meanwhile.
FileDescriptor file_with(std::string_view content) {
  FileDescriptor file(::memfd_create("event", MFD_CLOEXEC));
  if (!file) throw std::system_error(errno, std::generic_category(), "cannot keep an event for a command");
  while (!content.empty()) {
    const ssize_t count = ::write(file.get(), content.data(), content.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw std::system_error(errno, std::generic_category(), "cannot keep an event for a command");
    content.remove_prefix(static_cast<std::size_t>(count));
  }
  if (::lseek(file.get(), 0, SEEK_SET) != 0) {
    throw std::system_error(errno, std::generic_category(), "cannot keep an event for a command");
  }
  return file;
}

std::string without_nul(const std::string& text) {
  std::string result;
  for (const char c : text) {
    if (c == '\0') {
      result += "\xEF\xBF\xBD";
    } else {
      result += c;
    }
  }
  return result;
}

Attempt attempt_of(const ChildExit& exit) {
  if (exit.cancelled) return {Attempt::Outcome::stopped, "the command was stopped"};
  if (exit.succeeded()) return {};
  if (exit.code) return {Attempt::Outcome::failed, "the command ended with exit code " + std::to_string(*exit.code)};
  if (exit.signal) return {Attempt::Outcome::failed, "the command was ended by signal " + std::to_string(*exit.signal)};
  return {Attempt::Outcome::failed, "nobody knows how the command ended"};
}

}  // namespace

std::map<std::string, std::string> command_environment(const TailedEvent& event) {
  const EventFacts facts = event_facts(event.json);
  return {{"CANCEL_POSITION", std::to_string(event.position)},
          {"CANCEL_LOG_ID", without_nul(event.log_id)},
          {"CANCEL_TYPE", without_nul(facts.type)},
          {"CANCEL_TIME", without_nul(facts.time)},
          {"CANCEL_NAMESPACE", without_nul(facts.space)},
          {"CANCEL_TOKEN", without_nul(facts.token)},
          {"CANCEL_TOOL", without_nul(facts.tool)},
          {"CANCEL_CAUSE", without_nul(facts.cause)},
          {"CANCEL_MODE", without_nul(facts.mode)},
          {"CANCEL_REASON", without_nul(facts.reason)},
          {"CANCEL_REQUESTED_BY", without_nul(facts.requested_by)},
          {"CANCEL_OUTCOME", without_nul(facts.outcome)}};
}

CommandDelivery::CommandDelivery(std::string command, EventFormat format, StopSignals& stop)
    : command_(std::move(command)), format_(format), stop_(stop) {}

Attempt CommandDelivery::attempt(const TailedEvent& event) {
  try {
    const FileDescriptor input = file_with(formatted(event, format_, text::Palette(false)) + "\n");
    ChildOptions options;
    options.arguments = {"/bin/sh", "-c", command_};
    options.environment = command_environment(event);
    options.input = ChildStream::descriptor(input.get());
    const ChildProcess child(options, stop_.token());
    for (;;) {
      if (const auto exit = child.wait(slice)) return attempt_of(*exit);
      stop_.asked();
    }
  } catch (const Cancelled&) {
    return {Attempt::Outcome::stopped, "the command was not started any more"};
  } catch (const std::system_error& error) {
    return {Attempt::Outcome::failed, error.what()};
  }
}

}  // namespace cancel::tail
