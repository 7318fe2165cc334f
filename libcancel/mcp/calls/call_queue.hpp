#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <vector>

#include "calls/admission.hpp"
#include "calls/waiting_call.hpp"

namespace cancel::mcp {

// What Admission is made of. Each limit and each lock has a queue of those that need it, in order of arrival; a call
// that needs two stands in two. Who is the first in all of its queues, and finds room in all, may go, and gets the next
// thread before those that came later. So nobody holds anything while waiting, and nobody is overtaken by one that
// needs the same.
//
// Thread-safe. No function of a caller's, and no destructor of a callback, runs while its lock is held: a callback
// takes that lock.
class Admission::Queue : public std::enable_shared_from_this<Admission::Queue> {
 public:
  Queue(WorkerPool& pool, std::size_t max_waiting) : pool_(pool), max_waiting_(max_waiting) {}

  bool submit(CallNeeds needs, const CancellationToken& token, std::function<void()> run, std::function<void()> left);
  std::size_t waiting() const;
  std::size_t running() const;

 private:
  using Call = std::shared_ptr<WaitingCall>;
  using Line = std::map<std::uint64_t, Call>;  // by number of arrival
  using Calls = std::vector<Call>;
  enum class Entry { refused, waits, goes };

  // A limit or a lock. It is here as long as somebody needs it.
  struct Resource {
    std::size_t used = 0;
    Line line{};
  };
  using Resources = std::map<std::string, Resource, std::less<>>;

  Entry enter(const Call& call);
  bool go(const Call& call);
  void watch(const Call& call, const CancellationToken& token);
  void leave(const Call& call);
  void end(const Call& call);
  void carry_out(const Calls& calls);
  void start(const Call& call);
  void work(const Call& call);

  // With the lock held.
  Calls admit();
  void consider(const WaitingCall& call);
  void consider_first_of(Resources& resources, const std::string& name);
  bool may_go(const WaitingCall& call) const;
  void take_out(const WaitingCall& call);
  void take(WaitingCall& call);
  void give_back(const WaitingCall& call);
  void consider_those_behind(const WaitingCall& call);

  WorkerPool& pool_;
  const std::size_t max_waiting_;
  mutable std::mutex lock_;
  Line waiting_;
  Line ready_;  // those of them that want for nothing but a thread
  Resources limits_;
  Resources locks_;
  std::size_t running_ = 0;
  std::uint64_t last_number_ = 0;
};

}  // namespace cancel::mcp
