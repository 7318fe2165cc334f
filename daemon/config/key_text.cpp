#include "config/key_text.hpp"

#include <algorithm>
#include <optional>

#include "config/amount.hpp"
#include "config/config_error.hpp"
#include "log/quote.hpp"

namespace cancel::daemon {
namespace {

std::string as_written(const RawValue& raw) {
  if (const auto* untyped = std::get_if<Untyped>(&raw)) return quote(untyped->text);
  if (const auto* truth = std::get_if<bool>(&raw)) return *truth ? "true" : "false";
  if (const auto* number = std::get_if<std::int64_t>(&raw)) return std::to_string(*number);
  if (const auto* text = std::get_if<std::string>(&raw)) return quote(*text);
  return std::string(std::get<Misfit>(raw).kind);
}

// The text of `raw`, where it is one.
std::optional<std::string_view> text_of(const RawValue& raw) {
  if (const auto* untyped = std::get_if<Untyped>(&raw)) return untyped->text;
  if (const auto* text = std::get_if<std::string>(&raw)) return *text;
  return std::nullopt;
}

std::optional<bool> parse_boolean(const RawValue& raw) {
  if (const auto* truth = std::get_if<bool>(&raw)) return *truth;
  const auto* untyped = std::get_if<Untyped>(&raw);
  if (untyped != nullptr && untyped->text == "true") return true;
  if (untyped != nullptr && untyped->text == "false") return false;
  return std::nullopt;
}

// "none" and its like, for durations where 0 means that there is none.
bool is_word_for_none(std::string_view text) {
  return text == "none" || text == "never" || text == "forever";
}

std::optional<std::int64_t> parse_duration_text(const ConfigKey& key, std::string_view text) {
  if (text == "0" || (!key.zero.empty() && is_word_for_none(text))) return 0;
  return parse_duration(text);
}

// A number in the file, or the text of one. In the file a count is a number, and a duration a text but for 0.
std::optional<std::int64_t> parse_amount(const ConfigKey& key, const RawValue& raw) {
  const auto* number = std::get_if<std::int64_t>(&raw);
  const auto text = text_of(raw);
  switch (key.type) {
    case KeyType::count:
      if (const auto* untyped = std::get_if<Untyped>(&raw)) return parse_count(untyped->text);
      return number != nullptr ? std::optional(*number) : std::nullopt;
    case KeyType::size:
      if (number != nullptr) return *number;
      return text ? parse_size(*text) : std::nullopt;
    default:
      if (number != nullptr && *number == 0) return 0;
      return text ? parse_duration_text(key, *text) : std::nullopt;
  }
}

std::optional<std::int64_t> parse_amount_in_range(const ConfigKey& key, const RawValue& raw) {
  const auto amount = parse_amount(key, raw);
  return amount && *amount >= key.least && *amount <= key.most ? amount : std::nullopt;
}

bool is_allowed_text(const ConfigKey& key, std::string_view text) {
  if (key.type == KeyType::word) return std::find(key.words.begin(), key.words.end(), text) != key.words.end();
  return !text.empty() && is_printable(text);
}

std::optional<ConfigValue> parse(const ConfigKey& key, const RawValue& raw) {
  switch (key.type) {
    case KeyType::boolean:
      return parse_boolean(raw);
    case KeyType::count:
    case KeyType::size:
    case KeyType::duration:
      return parse_amount_in_range(key, raw);
    default:
      break;
  }
  const auto text = text_of(raw);
  if (!text || !is_allowed_text(key, *text)) return std::nullopt;
  return std::string(*text);
}

std::string amount_text(const ConfigKey& key, std::int64_t amount) {
  if (key.type == KeyType::duration) return format_duration(amount);
  return key.type == KeyType::size ? format_size(amount) : std::to_string(amount);
}

std::string range_text(const ConfigKey& key) {
  return "from " + amount_text(key, key.least) + " to " + amount_text(key, key.most);
}

std::string zero_text(const ConfigKey& key) {
  if (key.zero.empty()) return {};
  const std::string zero = key.type == KeyType::duration ? "\"none\"" : "0";
  return "; " + zero + ": " + std::string(key.zero);
}

std::string words_text(const ConfigKey& key) {
  std::string text;
  for (const std::string_view word : key.words) text += (text.empty() ? "\"" : ", \"") + std::string(word) + "\"";
  return text;
}

}  // namespace

ConfigValue parse_value(const ConfigKey& key, const RawValue& raw) {
  if (auto value = parse(key, raw)) return *std::move(value);
  throw ConfigError(as_written(raw) + " is not allowed: " + allowed_values(key));
}

std::string format_value(const ConfigKey& key, const ConfigValue& value) {
  if (const auto* truth = std::get_if<bool>(&value)) return *truth ? "true" : "false";
  if (const auto* text = std::get_if<std::string>(&value)) return json_string(*text);
  const std::int64_t amount = std::get<std::int64_t>(value);
  if (key.type == KeyType::count) return std::to_string(amount);
  if (amount == 0 && !key.zero.empty()) return "\"none\"";
  return "\"" + amount_text(key, amount) + "\"";
}

std::string allowed_values(const ConfigKey& key) {
  switch (key.type) {
    case KeyType::boolean:
      return "true or false";
    case KeyType::count:
      return "a whole number " + range_text(key) + zero_text(key);
    case KeyType::size:
      return "a size " + range_text(key) + ", as \"64KiB\" or 65536";
    case KeyType::duration:
      return "a duration " + range_text(key) + ", with a unit (ms, s, m, h, d)" + zero_text(key);
    case KeyType::word:
      return "one of " + words_text(key);
    case KeyType::path:
      return "the path of a file, printable and in UTF-8";
    case KeyType::endpoint:
      break;
  }
  return "\"ipc://PATH\" or \"tcp://HOST:PORT\" on the loopback interface";
}

std::string default_value(const ConfigKey& key) {
  return key.computed.empty() ? format_value(key, key.read(Config{})) : std::string();
}

std::string default_text(const ConfigKey& key) {
  return key.computed.empty() ? default_value(key) : std::string(key.computed);
}

}  // namespace cancel::daemon
