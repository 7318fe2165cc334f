#include <type_traits>

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "cancel/wire/rfc3339.hpp"
#include "cancel/wire/utf8.hpp"
#include "text/visible.hpp"
#include "top/header.hpp"
#include "top/snapshot.hpp"

namespace cancel::top {

namespace {

using live::LiveToken;

// Members of JSON objects; what is absent is null.
class Writer {
 public:
  explicit Writer(const live::LiveState& state) : state_(state) {}

  void begin(const char* name = nullptr) {
    if (name) writer_.Key(name);
    writer_.StartObject();
  }
  void end() { writer_.EndObject(); }

  void member(const char* name, std::string_view value) {
    writer_.Key(name);
    text(value);
  }
  void member(const char* name, const char* value) { member(name, std::string_view(value)); }
  void member(const char* name, const std::string& value) { member(name, std::string_view(value)); }
  void member(const char* name, bool value) {
    writer_.Key(name);
    writer_.Bool(value);
  }
  void member(const char* name, std::uint64_t value) {
    writer_.Key(name);
    writer_.Uint64(value);
  }
  void member(const char* name, double value) {
    writer_.Key(name);
    writer_.Double(value);
  }
  void member(const char* name, Timestamp value) { member(name, to_rfc3339(value)); }
  void member(const char* name, Millis value) {
    writer_.Key(name);
    writer_.Int64(value.count());
  }
  void member(const char* name, const RequestId& value) {
    const auto write = [&](const auto& id) {
      writer_.Key(name);
      if constexpr (std::is_same_v<std::decay_t<decltype(id)>, std::string>) text(id);
      if constexpr (std::is_same_v<std::decay_t<decltype(id)>, std::int64_t>) writer_.Int64(id);
      if constexpr (std::is_same_v<std::decay_t<decltype(id)>, std::uint64_t>) writer_.Uint64(id);
    };
    std::visit(write, value);
  }
  template <typename Value>
  void member(const char* name, const std::optional<Value>& value) {
    if (value) return member(name, *value);
    writer_.Key(name);
    writer_.Null();
  }

  void rows(const char* name, const SnapshotRows& rows) {
    writer_.Key(name);
    writer_.StartArray();
    for (const LiveToken* token : rows.rows) row(*token);
    writer_.EndArray();
  }

  std::string take() { return {buffer_.GetString(), buffer_.GetSize()}; }

 private:
  void text(std::string_view value) {
    const std::string shown = is_utf8(value) ? std::string(value) : text::visible(value);
    writer_.String(shown.data(), static_cast<rapidjson::SizeType>(shown.size()));
  }

  void row(const LiveToken& token) {
    writer_.StartObject();
    member("namespace", token.name.space);
    member("id", token.name.id);
    member("state", to_string(state_.state_of(token)));
    operation(token);
    names(token);
    if (token.cancellation) {
      cancellation(*token.cancellation);
    } else {
      writer_.Key("cancellation");
      writer_.Null();
    }
    writer_.EndObject();
  }

  void operation(const LiveToken& token) {
    const live::LiveOperation none{};
    const live::LiveOperation& operation = token.operation ? *token.operation : none;
    member("operation", token.operation.has_value());
    member("running", token.running());
    member("tool", operation.tool);
    member("session", operation.session);
    member("requestId", operation.request_id);
    member("startedAt", token.operation ? std::optional(operation.started_at) : std::nullopt);
    member("deadlineAt", operation.deadline_at);
  }

  void names(const LiveToken& token) {
    writer_.Key("parents");
    writer_.StartArray();
    for (const TokenName& parent : token.parents) {
      writer_.StartObject();
      member("namespace", parent.space);
      member("id", parent.id);
      writer_.EndObject();
    }
    writer_.EndArray();
    begin("labels");
    for (const auto& [key, value] : token.labels) member(key.c_str(), value);
    end();
  }

  void cancellation(const live::LiveCancellation& cancellation) {
    begin("cancellation");
    member("cause", to_string(cancellation.cause));
    member("mode", to_string(cancellation.mode));
    member("reason", cancellation.reason);
    member("requestedBy", cancellation.requested_by);
    member("requestedAt", cancellation.requested_at);
    member("executedAt", cancellation.executed_at);
    member("escalatedAt", cancellation.escalated_at);
    member("escalatesAt", cancellation.escalates_at);
    member("unconfirmedAt", cancellation.unconfirmed_at);
    member("expiredAt", cancellation.expired_at);
    member("completedAt", cancellation.completed_at);
    member("outcome",
           cancellation.outcome ? std::optional(std::string(to_string(*cancellation.outcome))) : std::nullopt);
    member("late", cancellation.late);
    member("unconfirmed", cancellation.unconfirmed);
    const auto latency = cancellation.latency();
    member("latencyMs", latency ? std::optional(static_cast<double>(latency->count()) / 1'000) : std::nullopt);
    end();
  }

  const live::LiveState& state_;
  rapidjson::StringBuffer buffer_;
  rapidjson::Writer<rapidjson::StringBuffer> writer_{buffer_};
};

void write_daemon(Writer& writer, const Model& model) {
  writer.begin("daemon");
  writer.member("connected", model.standing.connected);
  const auto& daemon = model.standing.daemon;
  writer.member("version", daemon ? std::optional(daemon->version) : std::nullopt);
  writer.member("startedAt", daemon ? std::optional(daemon->started_at) : std::nullopt);
  writer.member("commandEndpoint", model.endpoint);
  writer.end();
}

void write_rates(Writer& writer, const Model& model) {
  const Rates rates = rates_of(model.state, model.now);
  writer.begin("perSecond");
  writer.member("started", rates.started);
  writer.member("ended", rates.finished);
  writer.member("cancelled", rates.requested);
  writer.member("confirmed", rates.completed);
  writer.end();
  const auto latencies = model.state.hour().sum(model.now, latency_span).latencies;
  const bool any = !latencies.buckets().empty();
  writer.begin("cancelToStop");
  writer.member("p50Ms", any ? std::optional(latencies.percentile_ms(0.5)) : std::nullopt);
  writer.member("p99Ms", any ? std::optional(latencies.percentile_ms(0.99)) : std::nullopt);
  writer.end();
}

// Since the log began.
void write_totals(Writer& writer, const StatisticsReply& statistics) {
  writer.begin("totals");
  writer.member("cancelled", statistics.total.total_cancelled);
  writer.member("graceful", statistics.total.graceful_cancellations());
  writer.member("force", statistics.total.force_cancellations);
  writer.member("unconfirmed", statistics.total.unconfirmed_cancellations);
  writer.member("expiredTokens", statistics.total.expired_tokens);
  writer.member("averageMs", statistics.total.average_ms);
  writer.member("p50Ms", statistics.total.p50_ms);
  writer.member("p99Ms", statistics.total.p99_ms);
  writer.end();
}

}  // namespace

std::string snapshot_json(const Model& model, const SnapshotOptions& options) {
  Writer writer(model.state);
  writer.begin();
  writer.member("time", model.now);
  write_daemon(writer, model);
  writer.member("logId", model.standing.log_id);
  writer.member("position", model.standing.position);
  writer.member("head", model.standing.head);
  writer.member("lag", model.standing.lag());
  writer.member("running", static_cast<std::uint64_t>(model.state.running().size()));
  writer.member("cancelling", static_cast<std::uint64_t>(model.state.open().size()));
  writer.member("unconfirmed", model.state.unconfirmed());
  write_rates(writer, model);
  if (model.standing.statistics) write_totals(writer, *model.standing.statistics);
  writer.rows("operations", rows_of(model.state, PaneKind::running, options));
  writer.rows("cancellations", rows_of(model.state, PaneKind::open, options));
  writer.rows("recent", rows_of(model.state, PaneKind::recent, options));
  writer.end();
  return writer.take();
}

}  // namespace cancel::top
