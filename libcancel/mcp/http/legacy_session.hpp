#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>

#include "cancel/mcp/session.hpp"
#include "http/event_stream.hpp"

namespace cancel::mcp {

// A session of the legacy era over HTTP: its conversation, and the streams that its peer can come back to. Thread-safe.
class LegacySession {
 public:
  LegacySession(EventStream::Limits limits, std::chrono::milliseconds replay_for);

  // The conversation, which sends to standalone_output() what belongs to no request. To be given once, before use.
  void begin(std::shared_ptr<Session> conversation);
  Session& conversation() { return *conversation_; }

  // What GET gets.
  const std::shared_ptr<EventStream>& standalone() const noexcept { return standalone_; }
  // One that is finished already, after close(). Of those that are finished the oldest leave where there are many.
  std::shared_ptr<EventStream> new_stream();
  std::shared_ptr<EventStream> find_stream(std::uint64_t number) const;

  void touch();  // the peer was heard
  // Keeps connections alive, and forgets streams that have been finished for long enough.
  void tidy(bool with_comments);
  // How long nothing was heard of a peer; one that has a stream open or a request running is heard by tidy().
  std::chrono::milliseconds idle() const;
  void close(const CancellationWish& why);

 private:
  void make_room();

  const EventStream::Limits limits_;
  const std::chrono::milliseconds replay_for_;
  const std::shared_ptr<EventStream> standalone_;
  std::shared_ptr<Session> conversation_;
  std::atomic<std::chrono::steady_clock::time_point> heard_;
  mutable std::mutex lock_;
  std::map<std::uint64_t, std::shared_ptr<EventStream>> streams_;
  std::uint64_t last_stream_ = 0;
  bool closed_ = false;
};

// Where a session's own messages go: notifications of changes. Thread-safe.
class StandaloneChannel : public MessageChannel {
 public:
  explicit StandaloneChannel(std::shared_ptr<EventStream> stream) : stream_(std::move(stream)) {}
  void send(MessageKind kind, std::string json) override { stream_->append(json, kind == MessageKind::report); }
  void request_over(bool) override {}

 private:
  const std::shared_ptr<EventStream> stream_;
};

}  // namespace cancel::mcp
