#include "dashboard/stream_hub.hpp"

#include <algorithm>
#include <utility>

#include "cancel/domain/event_story.hpp"
#include "cancel/http/server_sent_event.hpp"
#include "dashboard/overview.hpp"
#include "dashboard/secure.hpp"
#include "dashboard/stream_text.hpp"

namespace cancel::dashboard {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr milliseconds shortest_round{250};  // from the beginning of one to that of the next
constexpr milliseconds longest_round{500};
constexpr seconds tick_every{1};
constexpr seconds move_every{1};  // of positions at which nothing stands that the page wants
constexpr seconds alive_every{15};
constexpr seconds longest_silence{30};  // of a page that does not read
constexpr seconds older_kept{5};
constexpr seconds older_retry{1};
constexpr seconds longest_stuck{30};
constexpr std::size_t most_unread = 64 * 1024;
// Whoever is further behind has more from loading its lists anew.
constexpr Position most_behind = 250'000;

Timestamp wall_now() {
  return std::chrono::floor<Timestamp::duration>(std::chrono::system_clock::now());
}

}  // namespace

StreamHub::StreamHub(World world) : world_(std::move(world)) {}

StreamHub::~StreamHub() {
  stop();
}

void StreamHub::start() {
  thread_ = std::thread([this] { run(); });
}

void StreamHub::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void StreamHub::take(const std::string& log_id, const Event& event, std::string_view json,
                     const std::optional<std::string>& tool) {
  std::string change;
  if (is_of_cancellation(event.type())) change = with_tool(json, tool);
  const std::lock_guard lock(mutex_);
  const bool follows = ring_.log_id() == log_id && (!ring_.begun() || event.position <= ring_.seen() + 1);
  if (!follows) ring_.start_over(log_id);
  if (ring_.begun() && event.position <= ring_.seen()) return;
  if (!ring_.begun()) ring_.see(event.position - 1);
  if (!change.empty()) ring_.add(event.position, std::move(change));
  ring_.see(event.position);
}

void StreamHub::start_over(const std::string& log_id) {
  const std::lock_guard lock(mutex_);
  ring_.start_over(log_id);
  older_.clear();
  ++life_;
}

void StreamHub::wake() {
  {
    const std::lock_guard lock(mutex_);
    dirty_ = true;
  }
  changed_.notify_one();
}

bool StreamHub::open(const std::shared_ptr<http::Exchange>& exchange, const Start& start) {
  if (pages_count_ >= most_pages) return false;
  http::Headers headers = http::event_stream_headers();
  secure(headers);
  if (!exchange->begin_stream(200, headers)) return true;
  const auto now = SteadyClock::now();
  Page page{exchange, start.log_id, start.after, start.allowed};
  page.read = page.written = page.moved = now;
  ++pages_count_;
  {
    const std::lock_guard lock(mutex_);
    arrived_.push_back(std::move(page));
    dirty_ = true;
  }
  changed_.notify_one();
  return true;
}

void StreamHub::run() {
  for (;;) {
    const auto begun = SteadyClock::now();
    {
      std::unique_lock lock(mutex_);
      if (stopping_) return;
      std::move(arrived_.begin(), arrived_.end(), std::back_inserter(pages_));
      arrived_.clear();
      dirty_ = false;
    }
    if (!pages_.empty()) round();
    std::unique_lock lock(mutex_);
    changed_.wait_until(lock, begun + shortest_round, [this] { return stopping_; });
    if (pages_.empty()) {
      changed_.wait(lock, [this] { return stopping_ || !arrived_.empty(); });
    } else {
      changed_.wait_until(lock, begun + longest_round, [this] { return stopping_ || dirty_; });
    }
  }
}

void StreamHub::round() {
  Round round;
  round.now = SteadyClock::now();
  round.standing = world_.standing();
  update_tick(round.now);
  {
    const std::lock_guard lock(mutex_);
    std::erase_if(older_, [&](const auto& entry) {
      return !entry.second.reading && round.now - entry.second.at >= (entry.second.batch ? older_kept : older_retry);
    });
  }
  std::erase_if(pages_, [&](Page& page) { return !serve(page, round); });
  const std::lock_guard lock(mutex_);
  pages_count_ = pages_.size() + arrived_.size();
}

void StreamHub::update_tick(SteadyClock::time_point now) {
  if (now - tick_at_ < tick_every) return;
  tick_at_ = now;
  std::string overview = world_.overview();
  if (overview == overview_) return;
  overview_ = std::move(overview);
  ++tick_;
  tick_text_ = frame("tick", std::nullopt, with_server_time(overview_, wall_now()));
}

// False: the page is gone.
bool StreamHub::serve(Page& page, Round& round) {
  if (page.exchange->disconnected()) return false;
  const bool allowed = !page.allowed || page.allowed();
  if (!allowed || !listens(page, round.now)) {
    page.exchange->abort();
    return false;
  }
  if (!page.greeted) greet(page, round);
  if (page.exchange->buffered() > most_unread) return true;
  if (page.tick == 0) {  // it sets its clock by this
    send(page, frame("tick", std::nullopt, with_server_time(overview_, wall_now())), round.now);
  } else if (page.tick != tick_) {
    send(page, tick_text_, round.now);
  }
  page.tick = tick_;
  advance(page, round);
  if (round.now - page.written >= alive_every) send(page, ": alive\n\n", round.now);
  return true;
}

bool StreamHub::listens(Page& page, SteadyClock::time_point now) const {
  const std::size_t unread = page.exchange->buffered();
  if (unread == 0 || unread < page.unread) page.read = now;
  page.unread = unread;
  return now - page.read < longest_silence;
}

void StreamHub::greet(Page& page, const Round& round) {
  const std::string& known = round.standing.log_id;
  const std::string& log_id = page.log_id.empty() ? known : page.log_id;
  send(page, frame("hello", std::nullopt, place_json(log_id, page.position.value_or(present(round).value_or(0)))),
       round.now);
  page.greeted = true;
}

// How far the log is known; nothing while that is not known.
std::optional<Position> StreamHub::present(const Round& round) {
  const live::Standing& standing = round.standing;
  if (standing.log_id.empty()) return std::nullopt;
  const std::lock_guard lock(mutex_);
  if (ring_.log_id().empty()) ring_.start_over(standing.log_id);
  if (ring_.log_id() != standing.log_id) return std::nullopt;
  if (!ring_.begun() && standing.caught_up) ring_.see(standing.position);
  if (!ring_.begun()) return std::nullopt;
  return ring_.seen();
}

bool StreamHub::is_lost(const Page& page, Position present, const Round& round) const {
  const Position at = *page.position;
  if (at > present) return round.standing.caught_up && at > round.standing.head;
  if (present - at > most_behind) return true;
  return page.stuck && round.now - *page.stuck >= longest_stuck;
}

void StreamHub::advance(Page& page, Round& round) {
  const auto present = this->present(round);
  if (!present) return;
  if (page.log_id.empty()) page.log_id = round.standing.log_id;
  if (!page.position) page.position = *present;
  if (page.log_id != round.standing.log_id || is_lost(page, *present, round)) return reset(page, round);
  if (*page.position >= *present) return;
  bool gone = false;
  const auto batch = batch_after(*page.position, round, gone);
  if (gone) return reset(page, round);
  if (!batch) {
    if (!page.stuck) page.stuck = round.now;
    return;
  }
  page.stuck.reset();
  if (batch->to <= *page.position) return;
  if (batch->count == 0 && round.now - page.moved < move_every) return;
  auto text = round.texts.find(*page.position);
  if (text == round.texts.end()) text = round.texts.emplace(*page.position, changes_text(*batch)).first;
  send(page, text->second, round.now);
  page.position = batch->to;
  page.moved = round.now;
}

void StreamHub::reset(Page& page, const Round& round) {
  const auto present = this->present(round);
  if (!present) return;
  page.log_id = round.standing.log_id;
  page.position = *present;
  page.stuck.reset();
  page.moved = round.now;
  send(page, frame("reset", *present, place_json(page.log_id, *present)), round.now);
}

std::shared_ptr<const ChangeBatch> StreamHub::batch_after(Position position, Round& round, bool& gone) {
  const auto found = round.batches.find(position);
  if (found != round.batches.end()) return found->second;
  std::shared_ptr<const ChangeBatch> batch;
  bool is_older = false;
  {
    const std::lock_guard lock(mutex_);
    // Between two looks the ring may have become another log's.
    if (ring_.log_id() != round.standing.log_id || !ring_.begun()) return nullptr;
    is_older = position < ring_.floor();
    if (!is_older) batch = std::make_shared<ChangeBatch>(ring_.after(position));
  }
  if (is_older) batch = older_after(position, round, gone);
  if (batch) round.batches.emplace(position, batch);
  if (batch && is_older) {  // what comes behind it will be asked for in the next round
    bool next_gone = false;
    older_after(batch->to, round, next_gone);
  }
  return batch;
}

std::shared_ptr<const ChangeBatch> StreamHub::older_after(Position position, const Round& round, bool& gone) {
  std::uint64_t life = 0;
  {
    const std::lock_guard lock(mutex_);
    const auto [found, is_new] = older_.try_emplace(position);
    if (!is_new) {
      gone = found->second.gone;
      return found->second.batch;
    }
    found->second.at = round.now;
    life = life_;
  }
  const bool asked = world_.read_older(round.standing.log_id, position,
                                       [this, position, life](std::optional<OlderChanges::Result> result) {
                                         const std::lock_guard lock(mutex_);
                                         if (life != life_) return;
                                         Older& older = older_[position];
                                         older.reading = false;
                                         older.at = SteadyClock::now();
                                         if (!result) return;
                                         older.gone = result->gone;
                                         if (!older.gone)
                                           older.batch = std::make_shared<ChangeBatch>(std::move(result->batch));
                                         dirty_ = true;
                                         changed_.notify_one();
                                       });
  if (!asked) {
    const std::lock_guard lock(mutex_);
    older_.erase(position);
  }
  return nullptr;
}

void StreamHub::send(Page& page, std::string_view text, SteadyClock::time_point now) {
  page.exchange->write(text);
  page.written = now;
  page.unread = page.exchange->buffered();
}

}  // namespace cancel::dashboard
