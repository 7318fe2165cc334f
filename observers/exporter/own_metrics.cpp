#include "exporter/own_metrics.hpp"

#include <prometheus/gauge.h>

#include "exporter/metric_catalogue.hpp"

namespace cancel::exporter {

namespace {

prometheus::Counter& counter(prometheus::Registry& registry, const Metric& metric,
                             const prometheus::Labels& labels = {}) {
  return prometheus::BuildCounter().Name(metric.name).Help(metric.help).Register(registry).Add(labels);
}

}  // namespace

OwnMetrics::OwnMetrics(const std::string& version)
    : registry_(std::make_unique<prometheus::Registry>()),
      scrapes_(counter(*registry_, metrics::scrapes)),
      disconnects_(counter(*registry_, metrics::disconnects)),
      scrape_errors_(counter(*registry_, metrics::errors, {{"what", "scrape"}})),
      keep_errors_(counter(*registry_, metrics::errors, {{"what", "keep"}})) {
  prometheus::BuildGauge()
      .Name(metrics::exporter_info.name)
      .Help(metrics::exporter_info.help)
      .Register(*registry_)
      .Add({{"version", version}})
      .Set(1);
}

}  // namespace cancel::exporter
