#include "top/header.hpp"

#include <array>
#include <cstdio>

#include "text/number_text.hpp"
#include "text/time_text.hpp"
#include "top/cells.hpp"

namespace cancel::top {

namespace {

std::string rate_text(double rate) {
  std::array<char, 32> buffer{};
  std::snprintf(buffer.data(), buffer.size(), rate < 100 ? "%.1f" : "%.0f", rate);
  return buffer.data();
}

// "name value", the value in bold.
void add(Line& line, std::string_view name, std::string_view value, Look look = strong) {
  if (line.width() > 0) line.add("   ");
  line.add(name).add(" ").add(value, look);
}

void add_away(Line& line, const Model& model) {
  if (model.standing.away_since) {
    const Timestamp since = *model.standing.away_since;
    line.add("daemon away since " + text::clock_text(since, model.now) + ", " + age_text(model.now - since), alarming);
  } else {
    line.add("no daemon yet", alarming);
  }
  if (!model.standing.fault.empty()) line.add(": ").add(model.standing.fault);
}

void add_daemon(Line& line, const Model& model) {
  const auto& standing = model.standing;
  line.add("canceld " + (standing.daemon ? standing.daemon->version : std::string()));
  if (standing.daemon) line.add(", up ").add(age_text(model.now - standing.daemon->started_at), strong);
  if (!standing.caught_up) line.add(", reading the log", Look{text::Style::yellow, true});
  if (standing.daemon) line.add(", ").add(standing.daemon->command_endpoint, faint);
}

// `line`, and the time of day where the line ends.
Line with_clock(Line line, const Model& model, bool paused, std::size_t width) {
  Line end;
  if (paused) end.add(" PAUSED ", heading).add(" ");
  end.add(text::clock_text(model.now, model.now));
  if (end.width() + 1 >= width) {
    line.cut(width);
    return line;
  }
  line.cut(width - end.width() - 1);
  line.fill(width - end.width());
  for (const Span& span : end.spans()) line.add(span.text, span.look);
  return line;
}

Line standing_line(const Model& model, bool paused, std::size_t width) {
  Line line("cancel-top", strong);
  line.add("  ");
  if (model.standing.connected) {
    add_daemon(line, model);
  } else {
    add_away(line, model);
  }
  return with_clock(std::move(line), model, paused, width);
}

Line counts_line(const Model& model) {
  Line line;
  const auto& state = model.state;
  const auto unconfirmed = state.unconfirmed();
  add(line, "running", text::grouped(state.running().size()));
  add(line, "cancelling", text::grouped(state.open().size()),
      state.open().empty() ? strong : Look{text::Style::yellow, true});
  add(line, "unconfirmed", text::grouped(unconfirmed) + (unconfirmed > 0 ? "!" : ""),
      unconfirmed > 0 ? alarming : strong);
  add(line, "log", "#" + text::grouped(model.standing.position));
  add(line, "lag", text::grouped(model.standing.lag()),
      model.standing.lag() > 1'000 ? Look{text::Style::yellow, true} : strong);
  return line;
}

Line rates_line(const Model& model) {
  const Rates rates = rates_of(model.state, model.now);
  Line line("per second");
  add(line, "started", rate_text(rates.started));
  add(line, "ended", rate_text(rates.finished));
  add(line, "cancelled", rate_text(rates.requested));
  add(line, "confirmed", rate_text(rates.completed));
  return line;
}

void add_percentiles(Line& line, std::string_view when, double p50, double p99) {
  line.add("   ").add(when).add(" p50 ").add(latency_text(p50), strong).add(" p99 ").add(latency_text(p99), strong);
}

Line latency_line(const Model& model) {
  Line line("cancel to stop");
  const auto latencies = model.state.hour().sum(model.now, latency_span).latencies;
  if (latencies.buckets().empty()) {
    line.add("   15 min ").add("none", faint);
  } else {
    add_percentiles(line, "15 min", latencies.percentile_ms(0.5), latencies.percentile_ms(0.99));
  }
  if (model.standing.statistics && model.standing.statistics->total.total_cancelled > 0) {
    const Counters& total = model.standing.statistics->total;
    add_percentiles(line, "ever", total.p50_ms, total.p99_ms);
  }
  return line;
}

}  // namespace

Rates rates_of(const live::LiveState& state, Timestamp now) {
  const auto sum = state.seconds().sum(now, rate_span);
  const auto per_second = [](std::uint64_t count) {
    return static_cast<double>(count) * 1'000 / static_cast<double>(rate_span.count());
  };
  return {per_second(sum.started), per_second(sum.requested), per_second(sum.completed), per_second(sum.finished)};
}

std::vector<Line> header_lines(const Model& model, bool paused, std::size_t width, std::size_t most) {
  std::vector<Line> lines;
  if (most < 4) {
    lines.push_back(model.standing.connected ? counts_line(model) : standing_line(model, paused, width));
  } else {
    lines = {standing_line(model, paused, width), counts_line(model), rates_line(model), latency_line(model)};
  }
  for (Line& line : lines) line.cut(width);
  return lines;
}

}  // namespace cancel::top
