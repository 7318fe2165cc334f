#include "dashboard/overview.hpp"

#include <algorithm>
#include <chrono>
#include <map>
#include <vector>

#include "dashboard/json_text.hpp"

namespace cancel::dashboard {

namespace {

using live::LiveState;
using live::LiveToken;
using live::Standing;

constexpr Millis rates_over{10'000};
constexpr Millis latencies_over{15 * 60'000};
constexpr std::size_t most_named = 10;

void write_daemon(JsonText& out, const Standing& standing) {
  out.key("daemon");
  out.begin_object();
  out.member("connected", standing.connected);
  out.key("fault");
  standing.fault.empty() ? out.null() : out.value(standing.fault);
  out.member("awaySince", standing.away_since);
  out.member("caughtUp", standing.caught_up);
  out.member("lag", std::uint64_t{standing.lag()});
  out.key("version");
  standing.daemon ? out.value(standing.daemon->version) : out.null();
  out.key("startedAt");
  standing.daemon ? out.value(standing.daemon->started_at) : out.null();
  out.end_object();
}

// What nobody knows yet is null.
template <typename Value>
void known(JsonText& out, std::string_view name, const Standing& standing, Value&& value_of) {
  out.key(name);
  standing.statistics ? out.value(value_of(*standing.statistics)) : out.null();
}

void write_totals(JsonText& out, const Standing& standing) {
  const auto total = [&](std::string_view name, auto member) {
    known(out, name, standing, [member](const StatisticsReply& all) { return all.total.*member; });
  };
  out.key("totals");
  out.begin_object();
  total("cancelled", &Counters::total_cancelled);
  known(out, "graceful", standing, [](const StatisticsReply& all) { return all.total.graceful_cancellations(); });
  total("force", &Counters::force_cancellations);
  total("expiredTokens", &Counters::expired_tokens);
  total("unconfirmed", &Counters::unconfirmed_cancellations);
  total("avgMs", &Counters::average_ms);
  total("p50Ms", &Counters::p50_ms);
  total("p99Ms", &Counters::p99_ms);
  out.end_object();
}

void write_rates(JsonText& out, const LiveState& state, Timestamp now) {
  const auto sum = state.seconds().sum(now, rates_over);
  const auto elapsed = std::chrono::duration<double>(std::max(now - sum.from, Timestamp::duration(1'000'000)));
  const auto rate = [&](std::uint64_t count) { return static_cast<double>(count) / elapsed.count(); };
  out.key("rates");
  out.begin_object();
  out.member("started", rate(sum.started));
  out.member("requested", rate(sum.requested));
  out.member("completed", rate(sum.completed));
  out.member("finished", rate(sum.finished));
  out.end_object();
}

void write_percentile(JsonText& out, const Latencies& latencies, double share) {
  latencies.buckets().empty() ? out.null() : out.value(latencies.percentile_ms(share));
}

void write_latency(JsonText& out, const LiveState& state, Timestamp now) {
  const Latencies latencies = state.hour().sum(now, latencies_over).latencies;
  out.key("latency");
  out.begin_object();
  out.key("p50Ms");
  write_percentile(out, latencies, 0.5);
  out.key("p99Ms");
  write_percentile(out, latencies, 0.99);
  out.end_object();
}

void write_causes(JsonText& out, const Standing& standing) {
  out.key("causes");
  out.begin_array();
  if (standing.statistics) {
    for (const auto& [cause, count] : standing.statistics->total.operations_by_reason) {
      if (count == 0) continue;
      out.begin_object();
      out.member("cause", cause);
      out.member("count", std::uint64_t{count});
      out.end_object();
    }
  }
  out.end_array();
}

// Two numbers of one namespace or tool, of which those with the larger ones are shown.
struct Busy {
  std::uint64_t running = 0;
  std::uint64_t other = 0;
};

void write_top(JsonText& out, const std::map<std::string, Busy>& all, const char* name, const char* other,
               bool empty_is_null) {
  using Entry = const std::pair<const std::string, Busy>*;
  std::vector<Entry> order;
  for (const auto& entry : all) order.push_back(&entry);
  const auto busier = [](Entry left, Entry right) {
    if (left->second.running != right->second.running) return left->second.running > right->second.running;
    if (left->second.other != right->second.other) return left->second.other > right->second.other;
    return left->first < right->first;
  };
  const auto shown = std::min(order.size(), most_named);
  std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(shown), order.end(), busier);
  order.resize(shown);
  out.begin_array();
  for (const Entry entry : order) {
    out.begin_object();
    out.key(name);
    empty_is_null && entry->first.empty() ? out.null() : out.value(entry->first);
    out.member("running", entry->second.running);
    out.member(other, entry->second.other);
    out.end_object();
  }
  out.end_array();
}

void write_top_namespaces(JsonText& out, const LiveState& state, const Standing& standing) {
  std::map<std::string, Busy> all;
  for (const auto& [space, count] : state.running_by_namespace()) all[space].running = count;
  if (standing.statistics) {
    for (const auto& [space, counters] : standing.statistics->by_namespace) {
      if (counters.total_cancelled > 0) all[space].other = counters.total_cancelled;
    }
  }
  out.key("topNamespaces");
  write_top(out, all, "namespace", "cancelled", false);
}

void write_top_tools(JsonText& out, const LiveState& state) {
  std::map<std::string, Busy> all;
  for (const auto& [tool, count] : state.running_by_tool()) all[tool].running = count;
  for (const LiveToken* token : state.open()) {
    if (token->running()) ++all[token->operation->tool.value_or("")].other;
  }
  out.key("topTools");
  write_top(out, all, "tool", "cancelling", true);
}

}  // namespace

std::string overview_json(const LiveState& state, const Standing& standing, std::size_t pages, Timestamp now) {
  JsonText out;
  out.begin_object();
  out.member("position", standing.position);
  out.member("head", standing.head);
  out.member("logId", standing.log_id);
  write_daemon(out, standing);
  out.member("running", std::uint64_t{state.running().size()});
  out.member("cancelling", std::uint64_t{state.open().size()});
  out.member("unconfirmed", std::uint64_t{state.unconfirmed()});
  known(out, "activeTokens", standing, [](const StatisticsReply& all) { return all.total.active_tokens; });
  known(out, "openSessions", standing, [](const StatisticsReply& all) { return all.open_sessions; });
  write_totals(out, standing);
  write_rates(out, state, now);
  write_latency(out, state, now);
  write_causes(out, standing);
  write_top_namespaces(out, state, standing);
  write_top_tools(out, state);
  out.key("observers");
  out.begin_object();
  out.member("pages", std::uint64_t{pages});
  out.end_object();
  out.end_object();
  return out.take();
}

std::string with_server_time(const std::string& overview, Timestamp now) {
  JsonText time;
  time.value(now);
  return overview.substr(0, overview.size() - 1) + ",\"serverTime\":" + time.take() + "}";
}

std::string series_json(const LiveState& state, Position position, std::size_t minutes, Timestamp since,
                        Timestamp now) {
  auto steps = state.hour().until(now);
  const Timestamp observed = steps.empty() ? since : std::min(steps.front().from, since);
  const Timestamp from = now - std::chrono::minutes(minutes);
  while (!steps.empty() && steps.front().from < from) steps.pop_front();
  JsonText out;
  const auto row = [&](std::string_view name, auto&& write_step) {
    out.key(name);
    out.begin_array();
    for (const auto& step : steps) write_step(step);
    out.end_array();
  };
  const auto counts = [&](std::string_view name, std::uint64_t live::Timeline::Step::*count) {
    row(name, [&](const live::Timeline::Step& step) { out.value(step.*count); });
  };
  using Step = live::Timeline::Step;
  out.begin_object();
  out.member("position", position);
  out.member("stepMs", state.hour().length());
  out.member("from", from);
  out.member("observedSince", observed);
  row("time", [&](const Step& step) {
    out.value(std::int64_t{std::chrono::floor<std::chrono::seconds>(step.from).time_since_epoch().count()});
  });
  counts("started", &Step::started);
  counts("requested", &Step::requested);
  counts("completed", &Step::completed);
  counts("finished", &Step::finished);
  counts("unconfirmed", &Step::unconfirmed);
  row("p50Ms", [&](const Step& step) { write_percentile(out, step.latencies, 0.5); });
  row("p99Ms", [&](const Step& step) { write_percentile(out, step.latencies, 0.99); });
  out.end_object();
  return out.take();
}

}  // namespace cancel::dashboard
