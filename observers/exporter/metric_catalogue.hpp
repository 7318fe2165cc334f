#pragma once

#include <vector>

#include <prometheus/metric_type.h>

namespace cancel::exporter {

// One metric family: its name is a contract with dashboards and alerts.
struct Metric {
  const char* name;
  prometheus::MetricType type;
  const char* help;    // one sentence
  const char* labels;  // for people: "cause, mode"; "" for none
};

// Append new ones, never rename.
namespace metrics {
using prometheus::MetricType;

inline constexpr Metric up{"canceld_up", MetricType::Gauge, "Whether the daemon answers.", ""};
inline constexpr Metric build_info{"canceld_build_info", MetricType::Gauge, "1, with the version of the daemon.",
                                   "version"};
inline constexpr Metric events{"canceld_events_total", MetricType::Counter, "Events since the log began.", "type"};
inline constexpr Metric requested{"canceld_cancellations_requested_total", MetricType::Counter,
                                  "Cancellations that were requested while the exporter counted, descendants included.",
                                  "cause, mode"};
inline constexpr Metric completed{
    "canceld_cancellations_completed_total", MetricType::Counter,
    "Cancellations that were completed while the exporter counted, by the mode at their end.", "cause, mode, outcome"};
inline constexpr Metric executed_seconds{"canceld_cancellation_executed_seconds", MetricType::Histogram,
                                         "From the request of an operation's cancellation until its owner took it up.",
                                         "mode"};
inline constexpr Metric stopping_seconds{"canceld_cancellation_stopping_seconds", MetricType::Histogram,
                                         "From the moment a cancellation was taken up until the operation had stopped.",
                                         "mode"};
inline constexpr Metric completed_seconds{"canceld_cancellation_completed_seconds", MetricType::Histogram,
                                          "From the request of an operation's cancellation until it had stopped.",
                                          "mode"};
inline constexpr Metric running{"canceld_operations_running", MetricType::Gauge,
                                "Operations that run now; namespaces beyond --max-namespaces together as other.",
                                "namespace"};
inline constexpr Metric active{"canceld_tokens_active", MetricType::Gauge,
                               "Tokens that are neither cancelled nor ended.", ""};
inline constexpr Metric open{"canceld_cancellations_open", MetricType::Gauge,
                             "Cancellations that were requested and are not completed.", ""};
inline constexpr Metric unconfirmed{"canceld_cancellations_unconfirmed", MetricType::Gauge,
                                    "Open cancellations whose time is over: nobody has confirmed the stop.", ""};
inline constexpr Metric unconfirmed_total{"canceld_unconfirmed_total", MetricType::Counter,
                                          "Cancellations that became unconfirmed, since the log began.", ""};
inline constexpr Metric expired_total{"canceld_tokens_expired_total", MetricType::Counter,
                                      "Tokens whose time to live ran out, since the log began.", ""};
inline constexpr Metric oldest_operation{"canceld_operation_oldest_seconds", MetricType::Gauge,
                                         "Age of the oldest operation that runs; 0 where none does.", ""};
inline constexpr Metric oldest_cancellation{"canceld_cancellation_oldest_seconds", MetricType::Gauge,
                                            "Age of the oldest open cancellation; 0 where there is none.", ""};
inline constexpr Metric head{"canceld_log_head_position", MetricType::Gauge, "Position of the last event of the log.",
                             ""};
inline constexpr Metric position{"canceld_observer_position", MetricType::Gauge,
                                 "Position of the last event that the exporter has read.", ""};
inline constexpr Metric lag{"canceld_observer_lag_events", MetricType::Gauge,
                            "Events of the log that the exporter has not read yet.", ""};
inline constexpr Metric last_event_age{"canceld_observer_last_event_age_seconds", MetricType::Gauge,
                                       "Age of the last event that the exporter has read.", ""};
inline constexpr Metric commit_seconds{"canceld_commit_seconds", MetricType::Histogram,
                                       "How long it took until events were durable, since the daemon started.", ""};
inline constexpr Metric log_bytes{"canceld_log_bytes", MetricType::Gauge, "Size of the log's main file.", ""};
inline constexpr Metric wal_bytes{"canceld_log_wal_bytes", MetricType::Gauge, "Size of the log's write-ahead file.",
                                  ""};
inline constexpr Metric free_bytes{"canceld_log_filesystem_free_bytes", MetricType::Gauge,
                                   "What is free on the file system of the log.", ""};
inline constexpr Metric rejected{"canceld_commands_rejected_total", MetricType::Counter,
                                 "Commands that were answered with an error, since the daemon started.", "code, name"};
inline constexpr Metric sessions{"canceld_sessions_open", MetricType::Gauge, "Sessions that are open.", ""};
inline constexpr Metric statistics_age{"canceld_exporter_statistics_age_seconds", MetricType::Gauge,
                                       "Age of the daemon's last answer to stats/read.", ""};

// Of the exporter itself, kept in a registry.
inline constexpr Metric exporter_info{"canceld_exporter_build_info", MetricType::Gauge,
                                      "1, with the version of the exporter.", "version"};
inline constexpr Metric scrapes{"canceld_exporter_scrapes_total", MetricType::Counter,
                                "Answers to /metrics since the exporter started.", ""};
inline constexpr Metric disconnects{"canceld_exporter_disconnects_total", MetricType::Counter,
                                    "How often the exporter lost its daemon.", ""};
inline constexpr Metric errors{"canceld_exporter_errors_total", MetricType::Counter,
                               "What the exporter could not do: answer a scrape, keep its counts.", "what"};
}  // namespace metrics

// All of the above, in the order in which they are shown.
std::vector<Metric> all_metrics();

// "counter"
const char* type_name(prometheus::MetricType type);

}  // namespace cancel::exporter
