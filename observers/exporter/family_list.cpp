#include "exporter/family_list.hpp"

#include <limits>

namespace cancel::exporter {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

}  // namespace

prometheus::ClientMetric& FamilyList::sample(const Metric& metric, const Labels& labels) {
  if (families_.empty() || families_.back().name != metric.name) {
    families_.push_back({metric.name, metric.help, metric.type, {}});
  }
  prometheus::ClientMetric& sample = families_.back().metric.emplace_back();
  for (const auto& [name, value] : labels) sample.label.push_back({name, value});
  return sample;
}

void FamilyList::add(const Metric& metric, double value, const Labels& labels) {
  prometheus::ClientMetric& sample = this->sample(metric, labels);
  if (metric.type == prometheus::MetricType::Counter) {
    sample.counter.value = value;
  } else {
    sample.gauge.value = value;
  }
}

void FamilyList::add(const Metric& metric, const DurationHistogram& histogram, const Labels& labels) {
  auto& into = sample(metric, labels).histogram;
  std::uint64_t cumulative = 0;
  for (std::size_t index = 0; index < histogram.counts().size(); ++index) {
    cumulative += histogram.counts()[index];
    const bool last = index == DurationHistogram::bounds.size();
    into.bucket.push_back({cumulative, last ? infinity : DurationHistogram::bounds[index]});
  }
  into.sample_count = cumulative;
  into.sample_sum = histogram.sum();
}

void FamilyList::add(const Metric& metric, const CommitTimes& times) {
  auto& into = sample(metric, {}).histogram;
  for (const CommitTimes::Bucket& bucket : times.buckets) {
    into.bucket.push_back({bucket.count, bucket.most_ms ? *bucket.most_ms / 1000 : infinity});
  }
  into.sample_count = times.count;
  into.sample_sum = times.seconds_sum;
}

}  // namespace cancel::exporter
