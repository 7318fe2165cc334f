#include "exporter/exporter.hpp"

#include <chrono>
#include <sstream>
#include <utility>

#include <prometheus/text_serializer.h>

#include "exporter/families.hpp"
#include "program/failure.hpp"
#include "web/health.hpp"

namespace cancel::exporter {

namespace {

// Between two questions to the daemon for its own numbers.
constexpr Millis statistics_every{2'000};

Timestamp now() {
  return std::chrono::floor<Timestamp::duration>(std::chrono::system_clock::now());
}

LiveNumbers numbers_of(const live::LiveState& state) {
  LiveNumbers numbers;
  numbers.open = state.open().size();
  numbers.unconfirmed = state.unconfirmed();
  if (!state.running().empty()) numbers.oldest_operation = (*state.running().begin())->operation->started_at;
  if (!state.open().empty()) numbers.oldest_cancellation = (*state.open().begin())->cancellation->requested_at;
  return numbers;
}

EventCounter::Kept kept_in(const CountsFile* file) {
  if (!file) return {};
  return file->read().value_or(EventCounter::Kept{});
}

// Goes on where the counter stands; without one, from now on. Of a log that takes the place of another all is counted.
live::FeedOptions feed_options(const ExporterOptions& options, const EventCounter& counter) {
  live::FeedOptions feed;
  feed.backlog = 0;
  feed.another_whole = true;
  feed.statistics_every = statistics_every;
  feed.answer_within = options.answer_within;
  if (counter.log_id().empty()) return feed;
  feed.after = counter.position();
  feed.after_log = counter.log_id();
  return feed;
}

}  // namespace

Exporter::Exporter(Messaging& messaging, const ExporterOptions& options)
    : file_(options.consumer ? std::make_unique<CountsFile>(*options.consumer) : nullptr),
      own_(options.version),
      followed_{EventCounter(kept_in(file_.get()))},
      feed_(messaging, options.daemon, feed_options(options, followed_.counter)),
      labels_(options.max_namespaces) {
  listen_to_feed();
  feed_.start();
}

Exporter::~Exporter() {
  feed_.stop();
  const std::lock_guard lock(scraping_);
  std::optional<EventCounter::Kept> kept;
  look(kept);
  if (kept) keep(*kept);
}

void Exporter::listen_to_feed() {
  live::LiveFeed& feed = feed_.feed();
  feed.on_event([this, &feed](const Event& event, std::string_view) {
    followed_.counter.reads(feed.standing().log_id, feed.standing().head);
    followed_.counter.count(event, feed.state());
    followed_.last_event_at = event.time;
  });
  feed.on_reset([this, &feed] {
    followed_.counter.reads(feed.standing().log_id, feed.standing().head);
    followed_.last_event_at.reset();
    followed_.reset_at = now();
  });
  feed_.on_change([this] {
    const bool connected = feed_.view().standing().connected;
    if (followed_.was_connected && !connected) own_.disconnected();
    followed_.was_connected = connected;
  });
}

Snapshot Exporter::look(std::optional<EventCounter::Kept>& kept) {
  Snapshot snapshot;
  {
    const auto view = feed_.view();
    snapshot.standing = view.standing();
    if (snapshot.standing.caught_up) read_whole_ = snapshot.standing.log_id;
    const bool whole = !read_whole_.empty() && read_whole_ == snapshot.standing.log_id;
    if (whole) snapshot.live = numbers_of(view.state());
    // Before the first contact it still has what an earlier run counted.
    if (!snapshot.standing.log_id.empty()) followed_.counter.reads(snapshot.standing.log_id, snapshot.standing.head);
    // While it reads what happened meanwhile, too: what is shown of that must not be taken back by a restart.
    const bool counted = followed_.counter.position() > 0 && !snapshot.standing.log_id.empty();
    if (file_ && (whole || counted)) kept = followed_.counter.keep(snapshot.standing.position, view.state());
    snapshot.counts = followed_.counter.counts();
    snapshot.last_event_at = followed_.last_event_at;
    if (snapshot.standing.statistics_at < followed_.reset_at) snapshot.standing.statistics.reset();
  }
  snapshot.now = now();
  if (snapshot.standing.daemon) snapshot.files = look_at_log(snapshot.standing.daemon->log);
  return snapshot;
}

void Exporter::keep(const EventCounter::Kept& kept) {
  try {
    file_->write(kept);
    keeping_ = true;
  } catch (const std::exception& fault) {
    own_.keeping_failed();
    if (std::exchange(keeping_, false))
      program::complain("cancel-exporter", std::string("the counts are not kept: ") + fault.what());
  }
}

std::string Exporter::metrics() {
  const std::lock_guard lock(scraping_);
  std::optional<EventCounter::Kept> kept;
  const Snapshot snapshot = look(kept);
  if (kept) keep(*kept);
  own_.scraped();
  auto all = families(snapshot, labels_);
  for (auto& family : own_.collect()) all.push_back(std::move(family));
  std::ostringstream text;
  prometheus::TextSerializer().Serialize(text, all);
  return text.str();
}

std::optional<std::string> Exporter::unready() const {
  return web::unready(feed_.view().standing());
}

}  // namespace cancel::exporter
