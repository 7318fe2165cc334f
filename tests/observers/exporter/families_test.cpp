#include "exporter/families.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include <prometheus/text_serializer.h>

#include "exporter/metric_catalogue.hpp"

using namespace cancel;
using namespace cancel::exporter;
using Catch::Matchers::Contains;

namespace {

Snapshot full() {
  Snapshot snapshot;
  snapshot.now = Timestamp{std::chrono::hours{500'000}};
  snapshot.standing.connected = snapshot.standing.caught_up = true;
  snapshot.standing.log_id = "log-1";
  snapshot.standing.head = 12;
  snapshot.standing.position = 10;
  snapshot.standing.daemon.emplace().version = "1.2.3";
  StatisticsReply& statistics = snapshot.standing.statistics.emplace();
  statistics.by_namespace["default"].active_operations = 3;
  statistics.total.events_by_type[EventType::token_created] = 5;
  statistics.rejected_commands = {{-31001, 4}, {-39999, 1}};
  statistics.commits = {3, 0.25, {{0.1, 1}, {1000.0, 2}, {std::nullopt, 3}}};
  snapshot.standing.statistics_at = snapshot.now - std::chrono::seconds{1};
  snapshot.live = LiveNumbers{2, 1, snapshot.now - std::chrono::seconds{90}, std::nullopt};
  snapshot.last_event_at = snapshot.now - std::chrono::milliseconds{500};
  snapshot.files = LogFiles{4096, 12'345'678'901, 1};
  return snapshot;
}

std::string text_of(const Snapshot& snapshot, std::size_t most = 100) {
  NamespaceLabels labels(most);
  std::ostringstream text;
  prometheus::TextSerializer().Serialize(text, families(snapshot, labels));
  return text.str();
}

std::size_t lines_with(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) count += line.find(part) != std::string::npos ? 1u : 0u;
  return count;
}

}  // namespace

TEST_CASE("a scrape shows what the daemon says and what was counted", "[exporter]") {
  Snapshot snapshot = full();
  snapshot.counts.requested[index_of(Cause::timeout)][index_of(Mode::force)] = 7;
  const std::string text = text_of(snapshot);
  for (const char* line : {
           "\ncanceld_up 1\n",
           "\ncanceld_build_info{version=\"1.2.3\"} 1\n",
           "\ncanceld_events_total{type=\"TokenCreated\"} 5\n",
           "\ncanceld_events_total{type=\"SessionClosed\"} 0\n",
           "\ncanceld_cancellations_requested_total{cause=\"timeout\",mode=\"force\"} 7\n",
           "\ncanceld_operations_running{namespace=\"default\"} 3\n",
           "\ncanceld_cancellations_open 2\n",
           "\ncanceld_operation_oldest_seconds 90\n",
           "\ncanceld_cancellation_oldest_seconds 0\n",
           "\ncanceld_observer_lag_events 2\n",
           "\ncanceld_observer_last_event_age_seconds 0.5\n",
           "\ncanceld_log_wal_bytes 12345678901\n",
           "\ncanceld_commands_rejected_total{code=\"-31001\",name=\"CancellationTokenNotFound\"} 4\n",
           "\ncanceld_commands_rejected_total{code=\"-39999\",name=\"unknown\"} 1\n",
           "\ncanceld_commands_rejected_total{code=\"-31008\",name=\"StorageUnavailable\"} 0\n",
           "\ncanceld_commit_seconds_bucket{le=\"+Inf\"} 3\n",
           "\ncanceld_commit_seconds_count 3\n",
       }) {
    CHECK_THAT("\n" + text, Contains(line));
  }
}

TEST_CASE("the exporter's own counters are there before anything happened, so that the first increase is seen",
          "[exporter]") {
  const std::string text = text_of({});
  CHECK(lines_with(text, "canceld_cancellations_requested_total{") == 9 * 2);
  CHECK(lines_with(text, "canceld_cancellations_completed_total{") == 9 * 2 * 5);
  CHECK(lines_with(text, "canceld_cancellation_completed_seconds_count{") == 2);
}

TEST_CASE("what is not known is not there", "[exporter]") {
  const std::string text = text_of({});
  CHECK_THAT(text, Contains("canceld_up 0\n"));
  for (const char* name :
       {"canceld_build_info", "canceld_events_total", "canceld_operations_running", "canceld_cancellations_open",
        "canceld_log_", "canceld_observer_", "canceld_commit_seconds"}) {
    CAPTURE(name);
    CHECK(lines_with(text, name) == 0);
  }
}

TEST_CASE("an older daemon that does not tell of its commits has no histogram of them", "[exporter]") {
  Snapshot snapshot = full();
  snapshot.standing.statistics->commits = {};
  CHECK(lines_with(text_of(snapshot), "canceld_commit_seconds") == 0);
}

TEST_CASE("what runs in namespaces that the daemon has left out is among the others", "[exporter]") {
  Snapshot snapshot = full();
  snapshot.standing.statistics->total.active_operations = 10;
  const std::string text = text_of(snapshot);
  CHECK_THAT(text, Contains("canceld_operations_running{namespace=\"default\"} 3\n"));
  CHECK_THAT(text, Contains("canceld_operations_running{namespace=\"other\"} 7\n"));
  snapshot.standing.statistics->total.active_operations = 3;
  CHECK_THAT(text_of(snapshot), !Contains("namespace=\"other\""));
}

TEST_CASE("times that lie ahead are no negative ages", "[exporter]") {
  Snapshot snapshot = full();
  snapshot.last_event_at = snapshot.now + std::chrono::hours{1};
  CHECK_THAT(text_of(snapshot), Contains("canceld_observer_last_event_age_seconds 0\n"));
}

TEST_CASE("every family is in the catalogue, with its type and help, once", "[exporter]") {
  NamespaceLabels labels(100);
  std::set<std::string> seen;
  for (const auto& family : families(full(), labels)) {
    CAPTURE(family.name);
    CHECK(seen.insert(family.name).second);
    const auto all = all_metrics();
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const Metric& metric) { return family.name == metric.name; });
    REQUIRE(found != all.end());
    CHECK(family.type == found->type);
    CHECK(family.help == found->help);
  }
  CHECK(seen.size() == all_metrics().size() - 4);  // the rest stands in the registry
}

TEST_CASE("only so many namespaces have a series of their own", "[exporter]") {
  Snapshot snapshot = full();
  for (int number = 0; number < 1'000; ++number) {
    snapshot.standing.statistics->by_namespace["space-" + std::to_string(number)].active_operations = 1;
  }
  const std::string text = text_of(snapshot, 10);
  CHECK(lines_with(text, "canceld_operations_running{") == 11);
  CHECK_THAT(text, Contains("canceld_operations_running{namespace=\"other\"} 991\n"));
}

TEST_CASE("a namespace keeps its series, and one that is called other is among the others", "[exporter]") {
  NamespaceLabels labels(2);
  CHECK(labels.labelled({{"b", 1}}) == std::map<std::string, std::uint64_t>{{"b", 1}});
  CHECK(labels.labelled({{"a", 2}, {"c", 4}, {"other", 8}}) ==
        std::map<std::string, std::uint64_t>{{"a", 2}, {"b", 0}, {"other", 12}});
  CHECK(labels.labelled({}) == std::map<std::string, std::uint64_t>{{"a", 0}, {"b", 0}, {"other", 0}});
  CHECK(NamespaceLabels(0).labelled({{"a", 1}}) == std::map<std::string, std::uint64_t>{{"other", 1}});
}

TEST_CASE("a namespace can not break its line", "[exporter]") {
  Snapshot snapshot = full();
  snapshot.standing.statistics->by_namespace["x\"} 1\ncanceld_up 7\n\\"].active_operations = 1;
  const std::string text = text_of(snapshot);
  CHECK(lines_with(text, "canceld_up 7") == 1);  // inside of the label
  CHECK_THAT(text, Contains("{namespace=\"x\\\"} 1\\ncanceld_up 7\\n\\\\\"} 1\n"));
}

TEST_CASE("a histogram counts what is at most its bound", "[exporter]") {
  DurationHistogram histogram;
  for (const auto duration : {std::chrono::milliseconds{-1}, std::chrono::milliseconds{5}, std::chrono::milliseconds{6},
                              std::chrono::milliseconds{3'600'000}}) {
    histogram.add(duration);
  }
  CHECK(histogram.counts().front() == 2);
  CHECK(histogram.counts()[1] == 1);
  CHECK(histogram.counts().back() == 1);
  CHECK(histogram.count() == 4);
  CHECK(histogram.sum() == Approx(3600.011));
}

TEST_CASE("a log that can not be seen from here has no size", "[exporter]") {
  CHECK_FALSE(look_at_log("/nowhere/at/all.db"));
  CHECK_FALSE(look_at_log(":memory:"));
  CHECK_FALSE(look_at_log("/"));
  const std::filesystem::path file =
      std::filesystem::temp_directory_path() / ("cancel-log-" + std::to_string(std::rand()));
  std::ofstream(file) << "123";
  const auto files = look_at_log(file);
  std::filesystem::remove(file);
  REQUIRE(files);
  CHECK(files->log == 3);
  CHECK(files->wal == 0);
  CHECK(files->free > 0);
}
