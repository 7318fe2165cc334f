#include "exporter/namespace_labels.hpp"

namespace cancel::exporter {

std::map<std::string, std::uint64_t> NamespaceLabels::labelled(
    const std::map<std::string, std::uint64_t>& by_namespace) {
  std::map<std::string, std::uint64_t> labelled;
  for (const auto& [space, number] : by_namespace) {
    if (space != others && known_.size() < most_) known_.insert(space);
    const bool own = known_.count(space) > 0;
    if (!own) crowded_ = true;
    labelled[own ? space : others] += number;
  }
  for (const std::string& space : known_) labelled[space];
  if (crowded_) labelled[others];
  return labelled;
}

}  // namespace cancel::exporter
