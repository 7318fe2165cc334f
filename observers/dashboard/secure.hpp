#pragma once

#include "cancel/http/headers.hpp"

namespace cancel::dashboard {

// Adds what every answer says to browsers: that nothing runs on the page but its own files, that nobody may frame it,
// and that no other site may read it.
void secure(http::Headers& headers);

}  // namespace cancel::dashboard
