#pragma once

#include <condition_variable>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cancel/mcp/request_context.hpp"
#include "cancel/token/cancellation_source.hpp"
#include "executor/timer.hpp"

namespace cancel::mcp {

// The questions that an operation has for its client, until somebody who is in touch with the client takes them there:
// whoever waits for the operation. Thread-safe.
//
//     open ──take──► taken ──answer──► answered
//       ▲──give_back───┘
class OpenQuestions {
 public:
  struct Answer {
    bool is_error = false;
    JsonText content;  // the result, or the error object
  };
  struct Taken {
    Question question;
    std::optional<SteadyTime> until{};
  };

  // `changed` is called when there are more or fewer of them, without a lock.
  explicit OpenQuestions(std::function<void()> changed) : changed_(std::move(changed)) {}

  // Asks them all and waits for all answers, in their order. Empty: the time was over first. Throws Cancelled.
  std::optional<std::vector<Answer>> ask(const std::vector<Question>& questions, const CancellationToken& token,
                                         std::optional<SteadyTime> until);

  // Without an answer yet, taken or not.
  std::vector<Question> open() const;
  // False: none of that key is open.
  bool answer(std::string_view key, Answer answer);
  // One that nobody has taken; it is then for the caller to answer it, or to give it back.
  std::optional<Taken> take();
  void give_back(std::string_view key);

  // As long as it lives, `waiter` is cancelled by the next thing that somebody who waits has to see.
  class Watch {
   public:
    Watch(OpenQuestions& questions, CancellationSource waiter);
    ~Watch();
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;

   private:
    OpenQuestions& questions_;
    std::list<CancellationSource>::iterator place_;
  };
  void wake_waiters();

 private:
  struct Entry;
  using Entries = std::list<std::shared_ptr<Entry>>;
  void add(const Entries& asked);
  void remove(const Entries& asked);

  const std::function<void()> changed_;
  mutable std::mutex lock_;
  std::condition_variable answered_;
  Entries entries_;
  std::list<CancellationSource> waiters_;
};

}  // namespace cancel::mcp
