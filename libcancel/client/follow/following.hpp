#pragma once

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include <zmq.hpp>

#include "cancel/client/event_follower.hpp"
#include "follow/event_page.hpp"
#include "follow/event_stream.hpp"
#include "rpc/inquiry.hpp"
#include "rpc/request_socket.hpp"

namespace cancel::client {

// What an EventFollower does. The log decides, the stream only says when to look: an event is taken from the stream
// only where it comes right behind the last one, over a connection that has stood since the log was read.
class Following {
 public:
  Following(zmq::context_t& context, const DaemonEndpoints& daemon, FollowOptions options);

  std::optional<FollowedItem> next(WaitPoint until);

  // The same without waiting, for those who wait for several things at once: until one of these is ready, or due().
  std::optional<FollowedItem> try_next();
  void add_wanted(std::vector<zmq::pollitem_t>& items);
  WaitPoint due() const { return live_ ? quiet_until_ : inquiry_.due(); }

  // Whether it is known where it begins: everything that the daemon is told from now on will be handed out.
  bool has_begun() const { return position_.has_value(); }
  std::optional<Position> position() const { return position_; }
  const std::optional<std::string>& log_id() const { return log_id_; }

 private:
  enum class Link { untried, up, down };

  void advance();

  // Reading: what the log answers.
  void advance_reading();
  void read_on();
  void take(const RpcResult& result);
  void take(const RpcError& error);
  void take(const Unanswered& unanswered);
  void take(std::monostate) {}
  void begin_at_head(const std::string& info);
  void take_page(const std::string& json);
  void hand_out(EventPage page);
  bool is_other_log(const EventPage& page) const;
  void switch_to(const std::string& log_id);
  void go_live(Position head);
  void bad_answer();

  // Live: what the stream brings.
  void advance_live();
  void resume_reading();
  void see(const PublishedEvent& published);
  void see(const Heartbeat& heartbeat);
  void see(const ConnectionChanged& change);
  void see(const Garbage&) { resume_reading(); }
  bool passes_by(const PublishedEvent& published);
  void follow(ReadEvent event);

  void note_up(const std::string& log_id, Position head);
  void note_down(const std::string& fault);

  FollowOptions options_;
  bool complete_;
  RequestSocket requests_;
  EventStream stream_;
  Inquiry inquiry_;
  std::deque<FollowedItem> ready_;

  std::optional<Position> position_;  // up to here everything was handed out, or is ready; empty: not begun
  bool proven_ = false;               // the log has reached position_ before
  std::optional<std::string> log_id_;
  bool live_ = false;
  bool tell_caught_up_ = false;
  Link link_ = Link::untried;
  WaitPoint quiet_until_{};  // live: when silence becomes suspicious
};

}  // namespace cancel::client
