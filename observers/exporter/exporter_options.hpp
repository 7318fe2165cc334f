#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "cancel/client/daemon_endpoints.hpp"
#include "cancel/domain/time.hpp"

namespace cancel::exporter {

struct ExporterOptions {
  DaemonEndpoints daemon{};
  Millis answer_within{5'000};
  std::size_t max_namespaces = 100;
  std::optional<std::string> consumer{};  // the name under which counts are kept over restarts
  std::string version{};                  // of the exporter
};

}  // namespace cancel::exporter
