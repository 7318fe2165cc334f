#include "item.hpp"

#include <utility>

namespace cancel::c {

namespace {

cancel_item converted(FollowedEvent&& item) {
  return {.kind = CANCEL_ITEM_EVENT, .position = item.event.position, .json = std::move(item.json)};
}

cancel_item converted(UnreadableEvent&& item) {
  return {.kind = CANCEL_ITEM_UNREADABLE,
          .position = item.position,
          .json = std::move(item.json),
          .text = std::move(item.fault)};
}

cancel_item converted(Connected&& item) {
  return {.kind = CANCEL_ITEM_CONNECTED, .position = item.head, .log_id = std::move(item.log_id)};
}

cancel_item converted(Disconnected&& item) {
  return {.kind = CANCEL_ITEM_DISCONNECTED, .text = std::move(item.fault)};
}

cancel_item converted(CaughtUp&& item) {
  return {.kind = CANCEL_ITEM_CAUGHT_UP, .position = item.head};
}

cancel_item converted(LogChanged&& item) {
  return {.kind = CANCEL_ITEM_LOG_CHANGED, .log_id = std::move(item.log_id)};
}

cancel_item converted(Pruned&& item) {
  return {.kind = CANCEL_ITEM_PRUNED, .position = item.first};
}

cancel_item converted(Refused&& item) {
  return {
      .kind = CANCEL_ITEM_REFUSED, .text = std::move(item.error.message), .code = static_cast<int>(item.error.code)};
}

const char* text_or_null(const std::optional<std::string>& text) {
  return text ? text->c_str() : nullptr;
}

}  // namespace

cancel_item item_of(FollowedItem item) {
  return std::visit([](auto&& content) { return converted(std::move(content)); }, std::move(item));
}

}  // namespace cancel::c

using cancel::c::text_or_null;

int cancel_item_kind(const cancel_item* item) {
  return item == nullptr ? CANCEL_ITEM_EVENT : item->kind;
}

uint64_t cancel_item_position(const cancel_item* item) {
  return item == nullptr ? 0 : item->position;
}

const char* cancel_item_json(const cancel_item* item) {
  return item == nullptr ? nullptr : text_or_null(item->json);
}

const char* cancel_item_log_id(const cancel_item* item) {
  return item == nullptr ? nullptr : text_or_null(item->log_id);
}

const char* cancel_item_text(const cancel_item* item) {
  return item == nullptr ? nullptr : text_or_null(item->text);
}

int cancel_item_code(const cancel_item* item) {
  return item == nullptr ? CANCEL_OK : item->code;
}

void cancel_item_free(cancel_item* item) {
  delete item;
}
