#pragma once

#include <memory>
#include <string>
#include <vector>

#include <prometheus/counter.h>
#include <prometheus/registry.h>

namespace cancel::exporter {

// What the exporter tells of itself. Thread-safe.
class OwnMetrics {
 public:
  explicit OwnMetrics(const std::string& version);

  void scraped() { scrapes_.Increment(); }
  void scrape_failed() { scrape_errors_.Increment(); }
  void keeping_failed() { keep_errors_.Increment(); }
  void disconnected() { disconnects_.Increment(); }

  std::vector<prometheus::MetricFamily> collect() const { return registry_->Collect(); }

 private:
  std::unique_ptr<prometheus::Registry> registry_;
  prometheus::Counter& scrapes_;
  prometheus::Counter& disconnects_;
  prometheus::Counter& scrape_errors_;
  prometheus::Counter& keep_errors_;
};

}  // namespace cancel::exporter
