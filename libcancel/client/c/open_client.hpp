#pragma once

#include <string>

#include "arguments.hpp"
#include "failure.hpp"
#include "handles.hpp"

namespace cancel::c {

// The client of a handle, for something that a closed one does not do any more.
inline cancel_client& open_client(cancel_client* client) {
  cancel_client& found = required(client, "client");
  if (found.closed->load()) throw Failure(CANCEL_ERROR_CLOSED, "the client was closed");
  return found;
}

// A token's name; a NULL namespace is the client's.
inline TokenName name_for(const cancel_client& client, const char* space, const char* id) {
  return {text_or(space, "space", client.space), required_text(id, "id")};
}

}  // namespace cancel::c
