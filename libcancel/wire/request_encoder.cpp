#include "cancel/wire/request_encoder.hpp"

#include <variant>

#include "cancel/wire/cursor.hpp"
#include "command_writers.hpp"

namespace cancel {
namespace {

using Cursor = std::optional<std::string>;

// Where a list goes on: behind what `cursor` says, else behind `after`. All but the lists begin at the beginning.
template <typename Body>
void write_cursor(JsonWriter&, const Body&, const Cursor&) {}

void write_cursor(JsonWriter& out, const ListTokens& list, const Cursor& cursor) {
  if (cursor) return out.member("cursor", *cursor);
  if (list.after != 0) out.member("cursor", encode_token_cursor(list.after));
}

void write_cursor(JsonWriter& out, const ListOperations& list, const Cursor& cursor) {
  if (cursor) return out.member("cursor", *cursor);
  if (list.after != 0) out.member("cursor", encode_operation_cursor(list.after));
}

}  // namespace

std::string encode_params(const CommandBody& body, const std::optional<std::string>& command_id,
                          const std::optional<std::string>& cursor) {
  JsonWriter out;
  out.begin_object();
  std::visit(
      [&](const auto& command) {
        write_params(out, command);
        write_cursor(out, command, cursor);
      },
      body);
  out.member_if("commandId", command_id);
  out.end_object();
  return out.take();
}

}  // namespace cancel
