#include "exporter/families.hpp"

#include <algorithm>
#include <chrono>
#include <string>

#include "cancel/domain/errors.hpp"
#include "exporter/family_list.hpp"

namespace cancel::exporter {

namespace {

// The codes that have a series from the beginning; another one has it once it was answered.
constexpr std::array known_codes{
    ErrorCode::parse_error,          ErrorCode::invalid_request,   ErrorCode::method_not_found,
    ErrorCode::invalid_params,       ErrorCode::internal_error,    ErrorCode::token_not_found,
    ErrorCode::operation_not_found,  ErrorCode::already_requested, ErrorCode::already_terminal,
    ErrorCode::cancellation_timeout, ErrorCode::limit_exceeded,    ErrorCode::unauthorized,
    ErrorCode::storage_unavailable,  ErrorCode::session_not_found, ErrorCode::exists,
    ErrorCode::token_in_use,         ErrorCode::position_pruned};

template <typename Word, typename Body>
void each_word(const Body& body) {
  const auto all = words::of(Word{});
  for (std::size_t index = 0; index < all.size(); ++index) body(index, std::string(all[index]));
}

double age(Timestamp now, std::optional<Timestamp> since) {
  if (!since) return 0;
  return std::max(std::chrono::duration<double>(now - *since).count(), 0.0);
}

void add_cancellations(FamilyList& list, const CancellationCounts& counts) {
  each_word<Cause>([&](std::size_t cause, const std::string& cause_name) {
    each_word<Mode>([&](std::size_t mode, const std::string& mode_name) {
      list.add(metrics::requested, counts.requested[cause][mode], {{"cause", cause_name}, {"mode", mode_name}});
    });
  });
  each_word<Cause>([&](std::size_t cause, const std::string& cause_name) {
    each_word<Mode>([&](std::size_t mode, const std::string& mode_name) {
      each_word<Outcome>([&](std::size_t outcome, const std::string& outcome_name) {
        list.add(metrics::completed, counts.completed[cause][mode][outcome],
                 {{"cause", cause_name}, {"mode", mode_name}, {"outcome", outcome_name}});
      });
    });
  });
}

void add_durations(FamilyList& list, const Metric& metric, const PerWord<Mode, DurationHistogram>& histograms) {
  each_word<Mode>([&](std::size_t mode, const std::string& name) {
    list.add(metric, histograms[mode], {{"mode", name}});
  });
}

void add_rejections(FamilyList& list, std::map<std::int64_t, std::uint64_t> by_code) {
  for (const ErrorCode code : known_codes) by_code[static_cast<std::int64_t>(code)];
  for (const auto& [code, count] : by_code) {
    const bool known = std::any_of(known_codes.begin(), known_codes.end(),
                                   [number = code](ErrorCode one) { return static_cast<std::int64_t>(one) == number; });
    const std::string name(known ? name_of(static_cast<ErrorCode>(code)) : "unknown");
    list.add(metrics::rejected, count, {{"code", std::to_string(code)}, {"name", name}});
  }
}

void add_statistics(FamilyList& list, const StatisticsReply& statistics, NamespaceLabels& labels) {
  each_word<EventType>([&](std::size_t type, const std::string& name) {
    const auto found = statistics.total.events_by_type.find(static_cast<EventType>(type));
    const std::uint64_t count = found == statistics.total.events_by_type.end() ? 0 : found->second;
    list.add(metrics::events, count, {{"type", name}});
  });
  std::map<std::string, std::uint64_t> running;
  std::uint64_t left_out = statistics.total.active_operations;
  for (const auto& [space, counters] : statistics.by_namespace) {
    running[space] = counters.active_operations;
    left_out -= std::min(left_out, counters.active_operations);
  }
  // The daemon leaves out the namespaces that do not fit into its answer.
  if (left_out > 0) running[NamespaceLabels::others] += left_out;
  for (const auto& [label, number] : labels.labelled(running))
    list.add(metrics::running, number, {{"namespace", label}});
  list.add(metrics::active, statistics.total.active_tokens);
  list.add(metrics::unconfirmed_total, statistics.total.unconfirmed_cancellations);
  list.add(metrics::expired_total, statistics.total.expired_tokens);
  if (!statistics.commits.buckets.empty()) list.add(metrics::commit_seconds, statistics.commits);
  add_rejections(list, statistics.rejected_commands);
  list.add(metrics::sessions, statistics.open_sessions);
}

void add_live(FamilyList& list, const LiveNumbers& live, Timestamp now) {
  list.add(metrics::open, live.open);
  list.add(metrics::unconfirmed, live.unconfirmed);
  list.add(metrics::oldest_operation, age(now, live.oldest_operation));
  list.add(metrics::oldest_cancellation, age(now, live.oldest_cancellation));
}

void add_position(FamilyList& list, const Snapshot& snapshot) {
  list.add(metrics::head, snapshot.standing.head);
  list.add(metrics::position, snapshot.standing.position);
  list.add(metrics::lag, snapshot.standing.lag());
  if (snapshot.last_event_at) list.add(metrics::last_event_age, age(snapshot.now, snapshot.last_event_at));
}

}  // namespace

std::vector<prometheus::MetricFamily> families(const Snapshot& snapshot, NamespaceLabels& labels) {
  const live::Standing& standing = snapshot.standing;
  FamilyList list;
  list.add(metrics::up, standing.connected ? 1.0 : 0.0);
  if (standing.daemon) list.add(metrics::build_info, 1.0, {{"version", standing.daemon->version}});
  add_cancellations(list, snapshot.counts);
  add_durations(list, metrics::executed_seconds, snapshot.counts.executed);
  add_durations(list, metrics::stopping_seconds, snapshot.counts.stopping);
  add_durations(list, metrics::completed_seconds, snapshot.counts.whole);
  if (standing.statistics) add_statistics(list, *standing.statistics, labels);
  if (standing.statistics_at) list.add(metrics::statistics_age, age(snapshot.now, standing.statistics_at));
  if (snapshot.live) add_live(list, *snapshot.live, snapshot.now);
  if (!standing.log_id.empty()) add_position(list, snapshot);
  if (snapshot.files) {
    list.add(metrics::log_bytes, snapshot.files->log);
    list.add(metrics::wal_bytes, snapshot.files->wal);
    list.add(metrics::free_bytes, snapshot.files->free);
  }
  return list.take();
}

}  // namespace cancel::exporter
