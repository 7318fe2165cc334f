#pragma once

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "cancel/service/service.hpp"
#include "memory_event_log.hpp"
#include "memory_snapshot_store.hpp"

namespace cancel::test {

// Time that moves only when it is told to. The wall clock can jump.
class FakeClock final : public Clock {
 public:
  Timestamp now() const override { return wall_; }
  Moment elapsed() const override { return moment_ += pace_; }

  void advance(Moment by) {
    wall_ += by;
    moment_ += by;
  }
  void jump_wall(Moment by) { wall_ += by; }
  // From now on each look at elapsed() takes so long.
  void set_pace(Moment pace) { pace_ = pace; }

 private:
  Timestamp wall_{std::chrono::hours{500'000}};
  mutable Moment moment_{std::chrono::hours{1}};
  Moment pace_{};
};

class FakeIds final : public IdSource {
 public:
  std::string next() override { return "id-" + std::to_string(++count_); }

 private:
  int count_ = 0;
};

class FakeChannel final : public CommandChannel {
 public:
  Ticket send(Command command) {
    waiting_.push_back({++last_, std::move(command)});
    return last_;
  }
  Ticket send(Error error) {
    waiting_.push_back({++last_, std::move(error)});
    return last_;
  }

  void receive(std::size_t most, std::vector<ReceivedCommand>& commands) override;
  using CommandChannel::receive;
  void reply(Ticket ticket, Reply reply) override;

  const Reply* reply_to(Ticket ticket) const;
  std::size_t answered_twice = 0;
  std::vector<Ticket> order;  // of the replies

 private:
  Ticket last_ = 0;
  std::deque<ReceivedCommand> waiting_;
  std::map<Ticket, Reply> replies_;
};

class FakePublisher final : public EventPublisher {
 public:
  void publish(const Event& event) override { events.push_back(event); }
  void heartbeat(const std::string&, Position head, Timestamp) override { heartbeats.push_back(head); }

  std::vector<Event> events;
  std::vector<Position> heartbeats;
};

// A service on fakes. The log and its snapshots outlive restarts.
class ServiceWorld {
 public:
  explicit ServiceWorld(ServiceOptions options = {}) : options_(std::move(options)) { restart(); }

  // As after kill -9: everything but the log and its snapshots is new.
  void restart();

  // Sends, makes turns until it is answered or nothing more happens, and returns the reply; null where it waits.
  const Reply* ask(CommandBody body, std::optional<std::string> command_id = {});
  template <typename Body>
  const Body* ask_for(CommandBody body, std::optional<std::string> command_id = {}) {
    const Reply* reply = ask(std::move(body), std::move(command_id));
    return reply ? std::get_if<Body>(&reply->body) : nullptr;
  }
  const Error* ask_error(CommandBody body, std::optional<std::string> command_id = {}) {
    return ask_for<Error>(std::move(body), std::move(command_id));
  }
  TokenState state_of(const std::string& id);

  // Lets time pass the way the loop does: from one due moment to the next, with turns in between.
  void pass(Moment duration);

  std::vector<std::string> words_after(Position position) const;

  MemoryEventLog log;
  MemorySnapshotStore snapshots;
  FakeClock clock;
  FakeIds ids;
  std::unique_ptr<FakeChannel> channel;
  std::unique_ptr<FakePublisher> publisher;
  std::unique_ptr<Service> service;
  std::vector<TurnReport> reports;
  std::uint64_t replayed = 0;  // events, at the last start

 private:
  ServiceOptions options_;
};

}  // namespace cancel::test
