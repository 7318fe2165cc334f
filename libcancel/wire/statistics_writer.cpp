#include <map>
#include <string>

#include "result_writers.hpp"

namespace cancel {
namespace {

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

// The same names for the whole daemon and for each namespace.
void write_counters(JsonWriter& out, const Counters& counters) {
  out.member("active_operations", counters.active_operations);
  out.member("active_tokens", counters.active_tokens);
  out.member("total_cancelled", counters.total_cancelled);
  out.member("graceful_cancellations", counters.graceful_cancellations());
  out.member("force_cancellations", counters.force_cancellations);
  out.member("expired_tokens", counters.expired_tokens);
  out.member("unconfirmed_cancellations", counters.unconfirmed_cancellations);
  out.member("avg_cancellation_time_ms", counters.average_ms);
  out.member("p50_cancellation_time_ms", counters.p50_ms);
  out.member("p99_cancellation_time_ms", counters.p99_ms);
  write_counts(out, "operations_by_reason", counters.operations_by_reason);
  write_counts(out, "events_by_type", counters.events_by_type);
}

void write_rejected(JsonWriter& out, const std::map<std::int64_t, std::uint64_t>& by_code) {
  out.key("rejected_commands");
  out.begin_object();
  for (const auto& [code, count] : by_code) {
    out.key_text(std::to_string(code));
    out.value(count);
  }
  out.end_object();
}

void write_commits(JsonWriter& out, const CommitTimes& commits) {
  out.key("commits");
  out.begin_object();
  out.member("count", commits.count);
  out.member("seconds_sum", commits.seconds_sum);
  out.key("buckets");
  out.begin_array();
  for (const CommitTimes::Bucket& bucket : commits.buckets) {
    out.begin_array();
    out.value(bucket.most_ms);
    out.value(bucket.count);
    out.end_array();
  }
  out.end_array();
  out.end_object();
}

}  // namespace

void write_members(JsonWriter& out, const StatisticsReply& reply, std::size_t most) {
  write_counters(out, reply.total);
  out.member("head", reply.head);
  out.member("uptime_ms", reply.uptime_ms);
  out.member("open_sessions", reply.open_sessions);
  out.member("tokens_in_memory", reply.tokens_in_memory);
  out.member("pending_waits", reply.pending_waits);
  write_rejected(out, reply.rejected_commands);
  write_commits(out, reply.commits);

  // Last, since there may be more namespaces than fit.
  out.key("by_namespace");
  out.begin_object();
  const std::size_t written = write_fitting(out, reply.by_namespace, most, [&](const auto& item) {
    out.key_text(item.first);
    out.begin_object();
    write_counters(out, item.second);
    out.end_object();
  });
  out.end_object();
  const std::size_t left_out = reply.by_namespace.size() - written;
  if (left_out > 0) out.member("namespaces_left_out", std::uint64_t{left_out});
}

}  // namespace cancel
