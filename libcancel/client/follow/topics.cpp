#include "follow/topics.hpp"

#include "cancel/wire/event_codec.hpp"

namespace cancel::client {

namespace {

std::vector<std::string> topics_of(const EventFilter& filter) {
  std::string prefix = *filter.space + " ";
  if (!filter.token) return {prefix};
  prefix += *filter.token + " ";
  if (filter.types.empty()) return {prefix};
  std::vector<std::string> topics;
  for (const EventType type : filter.types) topics.push_back(prefix + std::string(to_string(type)));
  return topics;
}

}  // namespace

Topics topics_for(const EventFilter& filter) {
  if (!filter.space) return {{""}, true};
  Topics narrow{topics_of(filter), false};
  narrow.prefixes.emplace_back(heartbeat_topic);
  return narrow;
}

}  // namespace cancel::client
