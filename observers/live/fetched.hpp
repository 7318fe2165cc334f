#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cancel/client/followed_item.hpp"
#include "live/live_listing.hpp"

namespace cancel::live {

// What a LiveFeed has fetched, and not yet taken. A value.
struct Fetched {
  std::optional<std::string> fault{};  // there was no contact, and why
  std::optional<Listing> listing{};    // a beginning: everything before it counts no more
  std::optional<InfoReply> daemon{};
  std::optional<StatisticsReply> statistics{};
  std::vector<OperationView> operations{};  // that were doubtful
  std::vector<FollowedItem> items{};
};

}  // namespace cancel::live
