#include "dashboard/live_answers.hpp"

#include "dashboard/cancellation_list.hpp"
#include "dashboard/operation_list.hpp"
#include "dashboard/overview.hpp"
#include "dashboard/query.hpp"

namespace cancel::dashboard {

namespace {

constexpr std::size_t most_kept = 256;
constexpr std::chrono::seconds longest_kept{1};
// What takes long is not made anew for each change, so that questions alone do not keep the feed from going on.
constexpr int rest_for_each_cost = 8;

Timestamp wall_now() {
  return std::chrono::floor<Timestamp::duration>(std::chrono::system_clock::now());
}

}  // namespace

LiveAnswers::LiveAnswers(const live::LiveThread& live) : live_(live), since_(wall_now()) {}

std::string LiveAnswers::operations(const std::string& query) {
  const OperationListWish wish = OperationListWish::parse(Query(query));
  return kept_or_made("operations?" + query, [&](const live::LiveState& state, const live::Standing& standing) {
    return operations_json(state, standing.position, wish);
  });
}

std::string LiveAnswers::cancellations(const std::string& query) {
  const CancellationListWish wish = CancellationListWish::parse(Query(query));
  return kept_or_made("cancellations?" + query, [&](const live::LiveState& state, const live::Standing& standing) {
    return cancellations_json(state, standing.position, wish);
  });
}

std::string LiveAnswers::series(const std::string& query) {
  const std::uint64_t minutes = Query(query).number("minutes", 15, 1, 60);
  return kept_or_made("series?" + std::to_string(minutes),
                      [&](const live::LiveState& state, const live::Standing& standing) {
                        return series_json(state, standing.position, minutes, since_, wall_now());
                      });
}

std::string LiveAnswers::overview_without_time(std::size_t pages) const {
  const auto view = live_.view();
  return overview_json(view.state(), view.standing(), pages, wall_now());
}

std::string LiveAnswers::overview(std::size_t pages) const {
  return with_server_time(overview_without_time(pages), wall_now());
}

live::Standing LiveAnswers::standing() const {
  const auto view = live_.view();
  const live::Standing& all = view.standing();
  live::Standing some;
  some.connected = all.connected;
  some.fault = all.fault;
  some.away_since = all.away_since;
  some.caught_up = all.caught_up;
  some.log_id = all.log_id;
  some.position = all.position;
  some.head = all.head;
  some.daemon = all.daemon;
  return some;
}

std::string LiveAnswers::kept_or_made(const std::string& key, const Make& make) {
  const auto now = SteadyClock::now();
  std::erase_if(kept_, [&](const auto& entry) { return now - entry.second.at >= longest_kept; });
  if (kept_.size() >= most_kept) kept_.clear();
  const auto found = kept_.find(key);
  const auto view = live_.view();
  if (found != kept_.end()) {
    const Kept& kept = found->second;
    const bool same = kept.revision == view.state().revision() && kept.position == view.standing().position;
    if (same || now - kept.at < kept.cost * rest_for_each_cost) return kept.body;
  }
  Kept made{view.state().revision(), view.standing().position, now, {}, make(view.state(), view.standing())};
  made.cost = SteadyClock::now() - now;
  return kept_.insert_or_assign(key, std::move(made)).first->second.body;
}

}  // namespace cancel::dashboard
