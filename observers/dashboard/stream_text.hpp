#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "dashboard/change_ring.hpp"

// What open pages are sent, as text/event-stream. Pure.
namespace cancel::dashboard {

// `data` must stand on one line, as JSON does.
std::string frame(std::string_view event, std::optional<Position> id, std::string_view data);

// {"logId":…,"position":…}
std::string place_json(const std::string& log_id, Position position);

// The event "changes", whose id is the position at which the page goes on.
std::string changes_text(const ChangeBatch& batch);

}  // namespace cancel::dashboard
