#pragma once

#include <string>
#include <utility>
#include <vector>

#include <prometheus/metric_family.h>

#include "cancel/domain/commit_times.hpp"
#include "exporter/duration_histogram.hpp"
#include "exporter/metric_catalogue.hpp"

namespace cancel::exporter {

// Metric families while they are filled: samples of one metric are added one after another. Not thread-safe.
class FamilyList {
 public:
  using Labels = std::vector<std::pair<std::string, std::string>>;

  void add(const Metric& metric, double value, const Labels& labels = {});
  void add(const Metric& metric, std::uint64_t value, const Labels& labels = {}) {
    add(metric, static_cast<double>(value), labels);
  }
  void add(const Metric& metric, const DurationHistogram& histogram, const Labels& labels = {});
  void add(const Metric& metric, const CommitTimes& times);

  std::vector<prometheus::MetricFamily> take() { return std::move(families_); }

 private:
  prometheus::ClientMetric& sample(const Metric& metric, const Labels& labels);

  std::vector<prometheus::MetricFamily> families_;
};

}  // namespace cancel::exporter
