#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "cancel/http/exchange.hpp"

namespace cancel::mcp {

// One event stream of a legacy session: what goes to the answer of one POST, or to GET. Its events have ids and are
// kept for a while, so that a peer whose connection broke can have the rest on another one; the connection it is sent
// over comes and goes, the stream ends by finish() alone.
//
//     detached ◄──── connection breaks, release() ────► attached ── finish() ──► finished (still replays, then ends)
//
// Thread-safe.
class EventStream : public std::enable_shared_from_this<EventStream> {
 public:
  struct Limits {
    std::size_t max_replay;           // bytes of events that are kept; the oldest leave first
    std::chrono::milliseconds retry;  // told to peers
  };

  EventStream(std::uint64_t number, Limits limits) : number_(number), limits_(limits) {}

  // Begins to send over `exchange`, with the events behind `after`, or else with those that went over no connection
  // yet; a connection that it was sent over before is ended. `prime`: an event without content goes first, so that the
  // peer has an id to come back with.
  void attach(std::shared_ptr<http::Exchange> exchange, std::optional<std::uint64_t> after, bool prime);

  // One message. A report is dropped where the peer is far behind.
  void append(const std::string& json, bool is_report);
  // A comment, where it is attached: keeps the connection alive, and finds out that it is dead.
  void keep_alive();
  // Lets the connection go; events are kept for whoever comes back. Nothing happens before the peer has an id to come
  // back with.
  void release();
  // Nothing more will come: ends the connection.
  void finish();

  std::uint64_t number() const noexcept { return number_; }
  bool is_attached() const;
  // Since when it is finished; empty: it is not.
  std::optional<std::chrono::steady_clock::time_point> finished_at() const;

  // "STREAM-EVENT"; empty where the text is none.
  struct EventId {
    std::uint64_t stream;
    std::uint64_t event;
  };
  static std::optional<EventId> parse_id(std::string_view text);

 private:
  struct Event {
    std::uint64_t number;
    std::string text;
  };

  std::string id_text(std::uint64_t event) const;
  void send(const Event& event);
  void write(const std::string& text);
  void detach(const http::Exchange* exchange);
  void end_connection();

  const std::uint64_t number_;
  const Limits limits_;
  mutable std::mutex lock_;
  std::shared_ptr<http::Exchange> exchange_;
  std::deque<Event> events_;
  std::size_t kept_bytes_ = 0;
  std::uint64_t last_event_ = 0;
  std::uint64_t last_sent_ = 0;  // of the events, over whatever connection
  bool peer_has_id_ = false;
  std::optional<std::chrono::steady_clock::time_point> finished_at_;
};

}  // namespace cancel::mcp
