#include "tasks/open_questions.hpp"

#include <algorithm>
#include <utility>

#include "cancel/token/cancellation_callback.hpp"

namespace cancel::mcp {

struct OpenQuestions::Entry {
  Question question;
  std::optional<SteadyTime> until{};
  bool is_taken = false;
  std::optional<Answer> answer{};
};

std::optional<std::vector<OpenQuestions::Answer>> OpenQuestions::ask(const std::vector<Question>& questions,
                                                                     const CancellationToken& token,
                                                                     std::optional<SteadyTime> until) {
  Entries asked;
  for (const Question& question : questions) asked.push_back(std::make_shared<Entry>(Entry{question, until}));
  add(asked);
  const auto is_answered = [](const auto& entry) { return entry->answer.has_value(); };
  bool cancelled = false;  // guarded by lock_
  bool complete = false;
  {
    const CancellationCallback on_cancel(token, [&] {
      const std::lock_guard guard(lock_);
      cancelled = true;
      answered_.notify_all();
    });
    const auto is_over = [&] { return cancelled || std::all_of(asked.begin(), asked.end(), is_answered); };
    std::unique_lock guard(lock_);
    if (until) {
      answered_.wait_until(guard, *until, is_over);
    } else {
      answered_.wait(guard, is_over);
    }
    complete = std::all_of(asked.begin(), asked.end(), is_answered);
  }
  remove(asked);
  if (!complete) token.throw_if_cancelled();
  if (!complete) return std::nullopt;
  std::vector<Answer> answers;
  for (const auto& entry : asked) answers.push_back(std::move(*entry->answer));
  return answers;
}

void OpenQuestions::add(const Entries& asked) {
  {
    const std::lock_guard guard(lock_);
    entries_.insert(entries_.end(), asked.begin(), asked.end());
  }
  changed_();
  wake_waiters();
}

void OpenQuestions::remove(const Entries& asked) {
  {
    const std::lock_guard guard(lock_);
    entries_.remove_if([&](const auto& entry) { return std::find(asked.begin(), asked.end(), entry) != asked.end(); });
  }
  changed_();
}

std::vector<Question> OpenQuestions::open() const {
  std::vector<Question> found;
  const std::lock_guard guard(lock_);
  for (const auto& entry : entries_) {
    if (!entry->answer) found.push_back(entry->question);
  }
  return found;
}

bool OpenQuestions::answer(std::string_view key, Answer answer) {
  bool found = false;
  {
    const std::lock_guard guard(lock_);
    for (const auto& entry : entries_) {
      if (entry->answer || entry->question.key != key) continue;
      entry->answer = answer;
      found = true;
    }
    answered_.notify_all();
  }
  if (found) changed_();
  return found;
}

std::optional<OpenQuestions::Taken> OpenQuestions::take() {
  const std::lock_guard guard(lock_);
  for (const auto& entry : entries_) {
    if (entry->answer || entry->is_taken) continue;
    entry->is_taken = true;
    return Taken{entry->question, entry->until};
  }
  return std::nullopt;
}

void OpenQuestions::give_back(std::string_view key) {
  {
    const std::lock_guard guard(lock_);
    for (const auto& entry : entries_) {
      if (entry->question.key == key) entry->is_taken = false;
    }
  }
  wake_waiters();
}

void OpenQuestions::wake_waiters() {
  std::vector<CancellationSource> waiters;
  {
    const std::lock_guard guard(lock_);
    waiters.assign(waiters_.begin(), waiters_.end());
  }
  for (const CancellationSource& waiter : waiters) waiter.cancel();
}

OpenQuestions::Watch::Watch(OpenQuestions& questions, CancellationSource waiter) : questions_(questions) {
  const std::lock_guard guard(questions_.lock_);
  place_ = questions_.waiters_.insert(questions_.waiters_.end(), std::move(waiter));
}

OpenQuestions::Watch::~Watch() {
  const std::lock_guard guard(questions_.lock_);
  questions_.waiters_.erase(place_);
}

}  // namespace cancel::mcp
