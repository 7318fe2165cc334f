#include "cancel/wire/statistics_codec.hpp"

#include "json_reader.hpp"
#include "json_writer.hpp"

namespace cancel {
namespace {

struct Number {
  MemberName name;
  std::uint64_t Counters::*field;
};

// What adds up. How many are active is of now, and not kept.
constexpr Number numbers[] = {
    {"total_cancelled", &Counters::total_cancelled},
    {"force_cancellations", &Counters::force_cancellations},
    {"expired_tokens", &Counters::expired_tokens},
    {"unconfirmed_cancellations", &Counters::unconfirmed_cancellations},
};

template <typename Word>
void write_counts(JsonWriter& out, MemberName name, const std::map<Word, std::uint64_t>& counts) {
  out.key(name);
  out.begin_object();
  for (const auto& [word, count] : counts) {
    out.key_text(to_string(word));
    out.value(count);
  }
  out.end_object();
}

void write_account(JsonWriter& out, const Statistics::Account& account) {
  out.begin_object();
  for (const Number& number : numbers) out.member(number.name, account.counters.*number.field);
  write_counts(out, "operations_by_reason", account.counters.operations_by_reason);
  write_counts(out, "events_by_type", account.counters.events_by_type);
  out.member("latency_sum", account.latencies.sum());
  out.key("latencies");
  out.begin_array();
  for (const auto& [bucket, count] : account.latencies.buckets()) {
    out.begin_array();
    out.value(std::uint64_t{bucket});
    out.value(count);
    out.end_array();
  }
  out.end_array();
  out.end_object();
}

bool read_count(const Json& object, std::string_view name, std::uint64_t& into) {
  const Json* const member = find_member(object, name);
  return member == nullptr || read_value(*member, into);
}

template <typename Word>
bool read_counts(const Json& object, std::string_view name, std::map<Word, std::uint64_t>& into) {
  const Json* const counts = find_member(object, name);
  if (counts == nullptr) return true;
  if (!counts->IsObject()) return false;
  for (const auto& member : counts->GetObject()) {
    const auto word = from_string<Word>(text_of(member.name));
    if (!word || !read_value(member.value, into[*word])) return false;
  }
  return true;
}

bool read_bucket(const Json& pair, Latencies::Buckets& into) {
  if (!pair.IsArray() || pair.Size() != 2 || !pair[0].IsUint()) return false;
  return read_value(pair[1], into[pair[0].GetUint()]);
}

bool read_latencies(const Json& object, Latencies& into) {
  Latencies::Buckets buckets;
  std::int64_t sum = 0;
  const Json* const list = find_member(object, "latencies");
  const Json* const total = find_member(object, "latency_sum");
  if (total != nullptr && !read_value(*total, sum)) return false;
  if (list != nullptr && !list->IsArray()) return false;
  for (rapidjson::SizeType index = 0; list != nullptr && index < list->Size(); ++index) {
    if (!read_bucket((*list)[index], buckets)) return false;
  }
  into = Latencies(std::move(buckets), sum);
  return true;
}

bool read_account(const Json& object, Statistics::Account& into) {
  if (!object.IsObject()) return false;
  for (const Number& number : numbers) {
    if (!read_count(object, number.name.text(), into.counters.*number.field)) return false;
  }
  return read_counts(object, "operations_by_reason", into.counters.operations_by_reason) &&
         read_counts(object, "events_by_type", into.counters.events_by_type) && read_latencies(object, into.latencies);
}

}  // namespace

std::string encode_statistics(const Statistics& statistics) {
  JsonWriter out;
  out.begin_object();
  for (const auto& [space, account] : statistics.accounts()) {
    out.key_text(space);
    write_account(out, account);
  }
  out.end_object();
  return out.take();
}

std::optional<Statistics> decode_statistics(std::string_view json) {
  JsonDocument document;
  if (!document.parse(json) || !document.root().IsObject()) return std::nullopt;
  Statistics statistics;
  for (const auto& member : document.root().GetObject()) {
    Statistics::Account account;
    if (!read_account(member.value, account)) return std::nullopt;
    statistics.merge(std::string(text_of(member.name)), account);
  }
  return statistics;
}

}  // namespace cancel
