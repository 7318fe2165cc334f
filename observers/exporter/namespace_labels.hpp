#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>

namespace cancel::exporter {

// Which namespaces have a series of their own: the first so many that are seen, for good, so that no series comes and
// goes; all others share one. Not thread-safe. Holds no more than that many names.
class NamespaceLabels {
 public:
  // What the others are called. A namespace of that name is among them.
  static constexpr const char* others = "other";

  explicit NamespaceLabels(std::size_t most) : most_(most) {}

  // The numbers of all namespaces by label. A namespace that had a label once is there, with 0 where it has no number;
  // `others` is there once it was needed.
  std::map<std::string, std::uint64_t> labelled(const std::map<std::string, std::uint64_t>& by_namespace);

 private:
  std::size_t most_;
  std::set<std::string> known_;
  bool crowded_ = false;
};

}  // namespace cancel::exporter
