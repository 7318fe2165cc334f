#include "server/pages.hpp"

#include <algorithm>
#include <charconv>
#include <string>

#include "server/messages.hpp"

namespace cancel::mcp::detail {

namespace {

std::string cursor_of(std::string_view list, std::size_t place) {
  return std::string(list) + '-' + std::to_string(place);
}

std::size_t place_of(std::string_view list, std::size_t items, const Json& params) {
  const Json* cursor = find(params, "cursor");
  if (cursor == nullptr || cursor->IsNull()) return 0;
  const auto refuse = [] { return wrong_param("cursor", "is not one of this list"); };
  if (!cursor->IsString()) throw refuse();
  const std::string_view text(cursor->GetString(), cursor->GetStringLength());
  const std::size_t dash = text.rfind('-');
  if (dash == std::string_view::npos) throw refuse();
  std::size_t place = 0;
  std::from_chars(text.data() + dash + 1, text.data() + text.size(), place);
  if (place == 0 || place >= items || text != cursor_of(list, place)) throw refuse();
  return place;
}

}  // namespace

JsonText page_of(std::string_view list, const std::vector<JsonText>& items, std::size_t size, const Json& params) {
  const std::size_t begin = place_of(list, items.size(), params);
  const std::size_t end = std::min(items.size(), begin + std::max<std::size_t>(size, 1));
  JsonWriter json;
  json.begin_object().key(list).begin_array();
  for (std::size_t at = begin; at < end; ++at) json.value(items[at]);
  json.end_array();
  if (end < items.size()) json.member("nextCursor", cursor_of(list, end));
  return json.end_object().take();
}

JsonText cacheable(const JsonText& result, int ttl_ms, CacheScope scope) {
  std::string text = result.text();
  const std::string hints = "\"ttlMs\":" + std::to_string(ttl_ms) + ",\"cacheScope\":\"" +
                            (scope == CacheScope::for_all ? "public" : "private") + '"';
  text.insert(text.size() - 1, (text == "{}" ? "" : ",") + hints);
  return JsonText::written(std::move(text));
}

}  // namespace cancel::mcp::detail
