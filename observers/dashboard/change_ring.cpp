#include "dashboard/change_ring.hpp"

#include <algorithm>

#include "dashboard/json_text.hpp"

namespace cancel::dashboard {

std::string with_tool(std::string_view event_json, const std::optional<std::string>& tool) {
  JsonText value;
  value.value(tool);
  std::string json(event_json.substr(0, event_json.rfind('}')));
  json += ",\"tool\":";
  json += value.take();
  json += '}';
  return json;
}

bool add_to(ChangeBatch& batch, Position position, std::string_view json) {
  if (batch.count >= most_batch_events) return false;
  if (batch.count > 0 && batch.events.size() + json.size() > most_batch_bytes) return false;
  if (batch.count > 0) batch.events += ',';
  batch.events += json;
  batch.to = position;
  ++batch.count;
  return true;
}

void ChangeRing::start_over(const std::string& log_id) {
  log_id_ = log_id;
  changes_.clear();
  bytes_ = 0;
  floor_.reset();
  seen_ = 0;
}

void ChangeRing::see(Position position) {
  if (!floor_) floor_ = position;
  seen_ = std::max(seen_, position);
}

void ChangeRing::add(Position position, std::string json) {
  if (!floor_) see(position - 1);
  bytes_ += json.size();
  changes_.push_back({position, std::move(json)});
  while (changes_.size() > most_ || bytes_ > most_bytes_) {
    floor_ = changes_.front().position;
    bytes_ -= changes_.front().json.size();
    changes_.pop_front();
  }
}

ChangeBatch ChangeRing::after(Position position) const {
  ChangeBatch batch;
  auto at = std::upper_bound(changes_.begin(), changes_.end(), position,
                             [](Position wanted, const Change& change) { return wanted < change.position; });
  for (; at != changes_.end(); ++at) {
    if (!add_to(batch, at->position, at->json)) return batch;
  }
  batch.to = std::max(seen_, position);
  return batch;
}

}  // namespace cancel::dashboard
