#include "tail/tail.hpp"

#include <unistd.h>

#include <memory>
#include <optional>

#include "cancel/client/event_follower.hpp"
#include "program/state_folder.hpp"
#include "tail/command_delivery.hpp"
#include "tail/consumer_file.hpp"
#include "tail/printing.hpp"
#include "tail/retrying.hpp"
#include "tail/tailing.hpp"
#include "text/terminal.hpp"

namespace cancel::tail {

namespace {

using program::ExitCode;
using program::Failure;

std::unique_ptr<ConsumerFile> consumer_file(const TailOptions& options) {
  if (!options.consumer) return nullptr;
  const auto state = program::state_folder("the place of consumers", "set XDG_STATE_HOME");
  try {
    return std::make_unique<ConsumerFile>(state / "consumers", *options.consumer);
  } catch (const DamagedConsumer& fault) {
    throw Failure(ExitCode::usage, fault.what());
  }
}

std::unique_ptr<Reaction> reaction(const TailOptions& options, StopSignals* stop) {
  const EventFormat format = format_of(options);
  if (options.command) {
    auto delivery = std::make_unique<CommandDelivery>(*options.command, format, *stop);
    return std::make_unique<Retrying>(std::move(delivery), options.retries, *stop);
  }
  if (options.url) {
    auto delivery = std::make_unique<WebhookDelivery>(webhook_of(options), format, *stop);
    return std::make_unique<Retrying>(std::move(delivery), options.retries, *stop);
  }
  const bool colour = !options.settings.no_color && text::colour_suits(STDOUT_FILENO);
  return std::make_unique<Printing>(format, text::Palette(colour), stop);
}

FollowOptions follow_options(const TailOptions& options, const ConsumerFile* consumer) {
  FollowOptions follow;
  if (options.from) follow.after = program::position_before(*options.from);
  if (consumer != nullptr && consumer->position()) {
    follow.after = consumer->position()->position;
    follow.log_id = consumer->position()->log_id;
  }
  follow.filter = {options.settings.space, options.token, options.types};
  // What an event belongs to is said by events of other types.
  if (selection_of(options).restricts()) follow.filter.types.clear();
  return follow;
}

// Signals and faults do not undo what was done so far.
void watch(EventFollower& follower, Tailing& tailing, const program::WatchOptions& options) {
  try {
    program::watch_events(follower, tailing, options);
  } catch (const Failure&) {
    tailing.finish();
    throw;
  }
  tailing.finish();
}

}  // namespace

ExitCode tail(const TailOptions& options, StopSignals* stop) {
  const auto consumer = consumer_file(options);
  std::optional<ProgressKeeper> progress;
  if (consumer) progress.emplace(*consumer);
  const auto reaction = tail::reaction(options, stop);

  Messaging messaging;
  const auto daemon = find_daemon(options.settings.command_endpoint, options.settings.event_endpoint);
  const FollowOptions follow = follow_options(options, consumer.get());
  EventFollower follower(messaging, daemon, follow);
  EventSelector selector(selection_of(options));
  TokenLookup lookup(messaging, daemon.command, [&] {
    reaction->settle();
    if (stop != nullptr) stop->check();
  });
  Tailing tailing({selector, {{}, {}, options.types}, lookup, *reaction, progress ? &*progress : nullptr, stop},
                  follow.after);

  program::WatchOptions watching;
  watching.program = "cancel-tail";
  watching.endpoint = daemon.command;
  watching.until_head = options.until_head;
  if (!options.follow) watching.timeout = options.settings.timeout;
  watch(follower, tailing, watching);
  return ExitCode::done;
}

}  // namespace cancel::tail
