#include <charconv>
#include <map>
#include <optional>
#include <string>

#include "result_readers.hpp"

namespace cancel {
namespace {

template <typename Word>
void read_counts(FieldReader& in, std::string_view name, std::map<Word, std::uint64_t>& into) {
  const Json* const counts = in.required_object(name);
  if (counts == nullptr) return;
  for (const auto& member : counts->GetObject()) {
    const auto word = from_string<Word>(text_of(member.name));
    if (!word) return in.fail(name, unfit(member.name));
    if (!read_value(member.value, into[*word])) {
      return in.fail(std::string(name).append(".").append(to_string(*word)), unfit(member.value));
    }
  }
}

// The same names for the whole daemon and for each namespace. How many were graceful follows from the others.
void read_counters(FieldReader& in, Counters& counters) {
  in.required("active_operations", counters.active_operations);
  in.required("active_tokens", counters.active_tokens);
  in.required("total_cancelled", counters.total_cancelled);
  in.required("force_cancellations", counters.force_cancellations);
  in.required("expired_tokens", counters.expired_tokens);
  in.required("unconfirmed_cancellations", counters.unconfirmed_cancellations);
  in.required("avg_cancellation_time_ms", counters.average_ms);
  in.required("p50_cancellation_time_ms", counters.p50_ms);
  in.required("p99_cancellation_time_ms", counters.p99_ms);
  read_counts(in, "operations_by_reason", counters.operations_by_reason);
  read_counts(in, "events_by_type", counters.events_by_type);
}

void read_namespaces(FieldReader& in, std::map<std::string, Counters>& into) {
  const Json* const spaces = in.required_object("by_namespace");
  if (spaces == nullptr) return;
  for (const auto& member : spaces->GetObject()) {
    const std::string space(text_of(member.name));
    FieldReader inside(member.value, "");
    read_counters(inside, into[space]);
    if (!inside.ok()) return in.fail_inside("by_namespace." + space, inside);
  }
}

std::optional<std::int64_t> code_of(std::string_view text) {
  std::int64_t code = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, code);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return code;
}

void read_rejected(FieldReader& in, std::map<std::int64_t, std::uint64_t>& into) {
  if (in.present("rejected_commands") == nullptr) return;
  const Json* const counts = in.required_object("rejected_commands");
  if (counts == nullptr) return;
  for (const auto& member : counts->GetObject()) {
    const auto code = code_of(text_of(member.name));
    if (!code) return in.fail("rejected_commands", unfit(member.name));
    if (!read_value(member.value, into[*code])) {
      return in.fail("rejected_commands." + std::to_string(*code), unfit(member.value));
    }
  }
}

bool read_bucket(const Json& pair, CommitTimes::Bucket& into) {
  if (!pair.IsArray() || pair.Size() != 2) return false;
  if (!pair[0].IsNull() && !read_value(pair[0], into.most_ms)) return false;
  return read_value(pair[1], into.count);
}

void read_commits(FieldReader& in, CommitTimes& into) {
  if (in.present("commits") == nullptr) return;
  const Json* const commits = in.required_object("commits");
  if (commits == nullptr) return;
  FieldReader inside(*commits, "");
  inside.required("count", into.count);
  inside.required("seconds_sum", into.seconds_sum);
  const Json* const buckets = inside.required_array("buckets");
  for (rapidjson::SizeType index = 0; buckets != nullptr && index < buckets->Size(); ++index) {
    const Json& pair = (*buckets)[index];
    if (read_bucket(pair, into.buckets.emplace_back())) continue;
    inside.fail(FieldReader::place_in("buckets", index), "is no pair of a bound and a count");
    break;
  }
  if (!inside.ok()) in.fail_inside("commits", inside);
}

}  // namespace

void read_members(FieldReader& in, StatisticsReply& reply) {
  read_counters(in, reply.total);
  in.required("head", reply.head);
  in.required("uptime_ms", reply.uptime_ms);
  in.field("open_sessions", reply.open_sessions);
  in.field("tokens_in_memory", reply.tokens_in_memory);
  in.field("pending_waits", reply.pending_waits);
  read_rejected(in, reply.rejected_commands);
  read_commits(in, reply.commits);
  read_namespaces(in, reply.by_namespace);
}

}  // namespace cancel
