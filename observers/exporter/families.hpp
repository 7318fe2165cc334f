#pragma once

#include <vector>

#include <prometheus/metric_family.h>

#include "exporter/namespace_labels.hpp"
#include "exporter/snapshot.hpp"

namespace cancel::exporter {

// A snapshot as metrics. What is not known is left out, except for counters of the exporter's own: they begin at 0, so
// that the first increase is seen, too. No label holds a text that a client chose but the names of namespaces, which
// `labels` bounds. Pure.
std::vector<prometheus::MetricFamily> families(const Snapshot& snapshot, NamespaceLabels& labels);

}  // namespace cancel::exporter
