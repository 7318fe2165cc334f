// The half of Following that reads the log.

#include <utility>

#include "follow/following.hpp"

namespace cancel::client {

void Following::advance_reading() {
  while (const auto change = stream_.try_receive_change()) see(*change);
  std::visit([this](const auto& outcome) { take(outcome); }, inquiry_.step());
}

void Following::read_on() {
  if (!position_) {
    inquiry_.ask("server/info", "{}");
  } else {
    inquiry_.ask("events/read", page_request(*position_, options_.page, options_.filter));
  }
}

void Following::take(const RpcResult& result) {
  if (!position_) {
    begin_at_head(result.json);
  } else {
    take_page(result.json);
  }
}

void Following::take(const RpcError& error) {
  const auto first = first_left(error);
  if (!first || !position_ || *first <= *position_) {
    ready_.push_back(Refused{error});
    return inquiry_.postpone();
  }
  position_ = *first - 1;
  tell_caught_up_ = true;
  ready_.push_back(Pruned{*first});
  read_on();
}

void Following::take(const Unanswered& unanswered) {
  note_down(unanswered.fault);
}

void Following::bad_answer() {
  note_down("what answers is not a daemon that this program understands");
  inquiry_.postpone();
}

void Following::begin_at_head(const std::string& info) {
  const auto head = decode_log_head(info);
  if (!head) return bad_answer();
  note_up(head->log_id, head->head);
  log_id_ = head->log_id;
  position_ = head->head;
  proven_ = true;
  read_on();
}

void Following::take_page(const std::string& json) {
  auto page = decode_page(json, *position_);
  const bool stuck = page && page->events.empty() && page->next == *position_ && page->next < page->head;
  if (!page || stuck) return bad_answer();
  note_up(page->log_id, page->head);
  if (is_other_log(*page)) return switch_to(page->log_id);
  log_id_ = page->log_id;
  if (page->head < *position_) return go_live(page->head);  // asked to begin where the log has yet to come
  hand_out(*std::move(page));
}

void Following::hand_out(EventPage page) {
  for (ReadEvent& event : page.events) {
    std::visit([this](auto&& read) { ready_.push_back(std::move(read)); }, std::move(event));
  }
  position_ = page.next;
  proven_ = true;
  if (page.next == page.head) return go_live(page.head);
  read_on();
}

// A log never shrinks: one that ends before what was read of it is another one, or an older copy that was put back.
bool Following::is_other_log(const EventPage& page) const {
  if (!log_id_) return false;
  return page.log_id != *log_id_ || (proven_ && page.head < *position_);
}

void Following::switch_to(const std::string& log_id) {
  ready_.push_back(LogChanged{log_id});
  log_id_ = log_id;
  position_ = 0;
  proven_ = true;
  tell_caught_up_ = true;
  stream_.reopen();  // what waits there may be of the old log
  read_on();
}

void Following::go_live(Position head) {
  live_ = true;
  quiet_until_ = wait_point_after(options_.silence);
  if (std::exchange(tell_caught_up_, false)) ready_.push_back(CaughtUp{head});
}

}  // namespace cancel::client
