#include "exporter/counts_codec.hpp"

#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

namespace cancel::exporter {

namespace {

using Json = rapidjson::Value;
using Writer = rapidjson::Writer<rapidjson::StringBuffer>;

constexpr std::uint64_t format = 1;

// Writing. The arrays stand in the order of the protocol's words, which never changes.

void write(Writer& out, std::string_view text) {
  out.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
}

void write(Writer& out, std::uint64_t number) {
  out.Uint64(number);
}

void write(Writer& out, const DurationHistogram& histogram);

template <typename Item, std::size_t size>
void write(Writer& out, const std::array<Item, size>& items) {
  out.StartArray();
  for (const Item& item : items) write(out, item);
  out.EndArray();
}

void write(Writer& out, const DurationHistogram& histogram) {
  out.StartObject();
  out.Key("sum");
  out.Double(histogram.sum());
  out.Key("counts");
  write(out, histogram.counts());
  out.EndObject();
}

void write(Writer& out, Timestamp time) {
  out.Int64(time.time_since_epoch().count());
}

// Each as an array: there may be many.
void write(Writer& out, const KnownCancellations& all) {
  out.StartArray();
  for (const auto& [token, cancellation] : all) {
    out.StartArray();
    write(out, token.space);
    write(out, token.id);
    write(out, to_string(cancellation.cause));
    write(out, to_string(cancellation.mode));
    write(out, cancellation.requested_at);
    write(out, cancellation.completed);
    if (cancellation.executed_at) write(out, *cancellation.executed_at);
    out.EndArray();
  }
  out.EndArray();
}

// Reading. Each is false where the value is not what write() makes.

bool read(const Json& json, std::string& into) {
  if (!json.IsString()) return false;
  into.assign(json.GetString(), json.GetStringLength());
  return true;
}

bool read(const Json& json, std::uint64_t& into) {
  if (!json.IsUint64()) return false;
  into = json.GetUint64();
  return true;
}

bool read(const Json& json, Timestamp& into) {
  if (!json.IsInt64()) return false;
  into = Timestamp(Timestamp::duration(json.GetInt64()));
  return true;
}

template <typename Word>
bool read_word(const Json& json, Word& into) {
  std::string text;
  if (!read(json, text)) return false;
  const auto word = from_string<Word>(text);
  if (word) into = *word;
  return word.has_value();
}

bool read(const Json& json, DurationHistogram& into);
bool read(const Json& json, KnownCancellations& into);

// A word that was appended since has no number there yet: the array may be shorter.
template <typename Item, std::size_t size>
bool read(const Json& json, std::array<Item, size>& into) {
  if (!json.IsArray() || json.Size() > size) return false;
  for (rapidjson::SizeType index = 0; index < json.Size(); ++index) {
    if (!read(json[index], into[index])) return false;
  }
  return true;
}

template <typename Value>
bool read_member(const Json& json, const char* name, Value& into) {
  if (!json.IsObject()) return false;
  const auto member = json.FindMember(name);
  return member != json.MemberEnd() && read(member->value, into);
}

bool read(const Json& json, DurationHistogram& into) {
  DurationHistogram::Counts counts{};
  if (!read_member(json, "counts", counts) || json["counts"].Size() != counts.size()) return false;
  const auto sum = json.FindMember("sum");
  if (sum == json.MemberEnd() || !sum->value.IsNumber()) return false;
  into = DurationHistogram(counts, sum->value.GetDouble());
  return true;
}

bool read(const Json& json, KnownCancellations& into) {
  if (!json.IsArray()) return false;
  for (const Json& item : json.GetArray()) {
    if (!item.IsArray() || item.Size() < 6 || item.Size() > 7) return false;
    TokenName token;
    KnownCancellation cancellation;
    if (!read(item[0], token.space) || !read(item[1], token.id) || !read_word(item[2], cancellation.cause) ||
        !read_word(item[3], cancellation.mode) || !read(item[4], cancellation.requested_at) ||
        !read(item[5], cancellation.completed)) {
      return false;
    }
    if (item.Size() == 7 && !read(item[6], cancellation.executed_at.emplace())) return false;
    into.emplace(token, cancellation);
  }
  return true;
}

}  // namespace

std::string encode(const EventCounter::Kept& kept) {
  rapidjson::StringBuffer buffer;
  Writer out(buffer);
  const auto member = [&](const char* name, const auto& value) {
    out.Key(name);
    write(out, value);
  };
  out.StartObject();
  member("format", format);
  member("logId", std::string_view(kept.log_id));
  member("position", kept.position);
  member("requested", kept.counts.requested);
  member("completed", kept.counts.completed);
  member("executedSeconds", kept.counts.executed);
  member("stoppingSeconds", kept.counts.stopping);
  member("completedSeconds", kept.counts.whole);
  member("known", kept.known);
  out.EndObject();
  return {buffer.GetString(), buffer.GetSize()};
}

std::optional<EventCounter::Kept> decode(std::string_view json) {
  rapidjson::Document document;
  document.Parse<rapidjson::kParseIterativeFlag | rapidjson::kParseFullPrecisionFlag>(json.data(), json.size());
  if (document.HasParseError()) return std::nullopt;
  std::uint64_t number = 0;
  EventCounter::Kept kept;
  const bool whole =
      read_member(document, "format", number) && number == format && read_member(document, "logId", kept.log_id) &&
      read_member(document, "position", kept.position) && read_member(document, "requested", kept.counts.requested) &&
      read_member(document, "completed", kept.counts.completed) &&
      read_member(document, "executedSeconds", kept.counts.executed) &&
      read_member(document, "stoppingSeconds", kept.counts.stopping) &&
      read_member(document, "completedSeconds", kept.counts.whole) && read_member(document, "known", kept.known);
  if (!whole) return std::nullopt;
  return kept;
}

}  // namespace cancel::exporter
