#include "report.hpp"

#include <cstdarg>
#include <cstdio>

namespace cancel::load {
namespace {

__attribute__((format(printf, 2, 3))) void append(std::string& text, const char* format, ...) {
  char line[512];
  va_list arguments;
  va_start(arguments, format);
  std::vsnprintf(line, sizeof line, format, arguments);
  va_end(arguments);
  text += line;
}

double quantile_us(const Report& report, double part) {
  return report.latency.quantile(part) / 1'000;
}

double longest_us(const Report& report) {
  return static_cast<double>(report.latency.longest()) / 1'000;
}

}  // namespace

std::string to_json(const Report& report) {
  std::string json;
  append(json, R"({"target":"%s","kind":"%s","clients":%zu,"in_flight":%zu,)", report.target.c_str(),
         report.kind.c_str(), report.clients, report.in_flight);
  append(json, R"("seconds":%.3f,"done":%llu,"rate":%.1f,)", report.seconds,
         static_cast<unsigned long long>(report.done), report.rate);
  append(json, R"("p50_us":%.1f,"p90_us":%.1f,"p99_us":%.1f,"max_us":%.1f,"failed":%llu)", quantile_us(report, 0.5),
         quantile_us(report, 0.9), quantile_us(report, 0.99), longest_us(report),
         static_cast<unsigned long long>(report.failed));
  if (report.events_a_request)
    append(json, R"(,"events":%llu,"event_rate":%.1f)",
           static_cast<unsigned long long>(report.done * *report.events_a_request),
           report.rate * *report.events_a_request);
  if (!report.note.empty()) append(json, R"(,"note":"%s")", report.note.c_str());
  return json + "}";
}

std::string to_text(const Report& report) {
  std::string text;
  append(text, "%s %s %zux%zu: %.0f/s in %.2f s, p50 %.0f us, p90 %.0f us, p99 %.0f us, longest %.0f us",
         report.target.c_str(), report.kind.c_str(), report.clients, report.in_flight, report.rate, report.seconds,
         quantile_us(report, 0.5), quantile_us(report, 0.9), quantile_us(report, 0.99), longest_us(report));
  if (report.events_a_request) append(text, ", %.0f events/s", report.rate * *report.events_a_request);
  if (report.failed != 0) append(text, ", %llu FAILED", static_cast<unsigned long long>(report.failed));
  if (!report.note.empty()) append(text, " (%s)", report.note.c_str());
  return text;
}

}  // namespace cancel::load
