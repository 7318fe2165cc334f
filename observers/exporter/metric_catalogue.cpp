#include "exporter/metric_catalogue.hpp"

namespace cancel::exporter {

std::vector<Metric> all_metrics() {
  using namespace metrics;
  return {up,
          build_info,
          events,
          requested,
          completed,
          executed_seconds,
          stopping_seconds,
          completed_seconds,
          running,
          active,
          open,
          unconfirmed,
          unconfirmed_total,
          expired_total,
          oldest_operation,
          oldest_cancellation,
          head,
          position,
          lag,
          last_event_age,
          commit_seconds,
          log_bytes,
          wal_bytes,
          free_bytes,
          rejected,
          sessions,
          statistics_age,
          exporter_info,
          scrapes,
          disconnects,
          errors};
}

const char* type_name(prometheus::MetricType type) {
  switch (type) {
    case prometheus::MetricType::Counter:
      return "counter";
    case prometheus::MetricType::Histogram:
      return "histogram";
    default:
      return "gauge";
  }
}

}  // namespace cancel::exporter
