#pragma once

#include "cancel/client/followed_item.hpp"
#include "handles.hpp"

namespace cancel::c {

// What a subscription gave, in the form of C.
cancel_item item_of(FollowedItem item);

}  // namespace cancel::c
