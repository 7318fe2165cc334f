#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "cancel/client/messaging.hpp"
#include "exporter/counts_file.hpp"
#include "exporter/event_counter.hpp"
#include "exporter/exporter_options.hpp"
#include "exporter/namespace_labels.hpp"
#include "exporter/own_metrics.hpp"
#include "exporter/snapshot.hpp"
#include "live/live_thread.hpp"

namespace cancel::exporter {

// Follows a daemon on a thread of its own, and says in Prometheus' text format what it knows at that moment.
//
// Thread-safe. `messaging` must outlive it.
class Exporter {
 public:
  // Waits for no daemon. Throws BadEndpoint; Failure as CountsFile does.
  Exporter(Messaging& messaging, const ExporterOptions& options);
  // Keeps the counts once more.
  ~Exporter();

  // Never waits for the daemon. With a consumer, what is returned is kept before: a restart takes no counter back.
  std::string metrics();
  // Why it does not show what the daemon does.
  std::optional<std::string> unready() const;

  OwnMetrics& own() { return own_; }

 private:
  void listen_to_feed();
  Snapshot look(std::optional<EventCounter::Kept>& kept);
  void keep(const EventCounter::Kept& kept);

  // Of the feed's thread, or with its lock held.
  struct Followed {
    EventCounter counter;
    std::optional<Timestamp> last_event_at{};
    std::optional<Timestamp> reset_at{};  // what the daemon said before is of another log
    bool was_connected = false;
  };

  std::unique_ptr<CountsFile> file_;  // with a consumer
  OwnMetrics own_;
  Followed followed_;
  live::LiveThread feed_;

  std::mutex scraping_;  // one at a time: guards what follows, and the file
  NamespaceLabels labels_;
  std::string read_whole_;  // the log that was read to its end at least once
  bool keeping_ = true;     // it went well the last time
};

}  // namespace cancel::exporter
