#include "http/legacy_session.hpp"

#include <iterator>
#include <vector>

namespace cancel::mcp {

using std::chrono::steady_clock;

namespace {
// That are kept for peers who come back. More of them are there only while so many requests are running.
constexpr std::size_t most_streams = 256;
}  // namespace

LegacySession::LegacySession(EventStream::Limits limits, std::chrono::milliseconds replay_for)
    : limits_(limits),
      replay_for_(replay_for),
      standalone_(std::make_shared<EventStream>(0, limits)),
      heard_(steady_clock::now()) {
  streams_.emplace(0, standalone_);
}

void LegacySession::begin(std::shared_ptr<Session> conversation) {
  conversation_ = std::move(conversation);
}

std::shared_ptr<EventStream> LegacySession::new_stream() {
  const std::lock_guard guard(lock_);
  const std::uint64_t number = ++last_stream_;
  auto stream = std::make_shared<EventStream>(number, limits_);
  if (closed_) {
    stream->finish();
  } else {
    make_room();
    streams_.emplace(number, stream);
  }
  return stream;
}

void LegacySession::make_room() {
  for (auto stream = streams_.begin(); stream != streams_.end() && streams_.size() >= most_streams;) {
    stream = stream->second->finished_at() ? streams_.erase(stream) : std::next(stream);
  }
}

std::shared_ptr<EventStream> LegacySession::find_stream(std::uint64_t number) const {
  const std::lock_guard guard(lock_);
  const auto found = streams_.find(number);
  return found == streams_.end() ? nullptr : found->second;
}

void LegacySession::touch() {
  heard_ = steady_clock::now();
}

void LegacySession::tidy(bool with_comments) {
  if (standalone_->is_attached() || conversation_->running() > 0) touch();
  std::vector<std::shared_ptr<EventStream>> open;
  {
    const std::lock_guard guard(lock_);
    for (auto stream = streams_.begin(); stream != streams_.end();) {
      const auto finished = stream->second->finished_at();
      if (finished && steady_clock::now() - *finished > replay_for_) {
        stream = streams_.erase(stream);
      } else {
        if (with_comments && !finished) open.push_back(stream->second);
        ++stream;
      }
    }
  }
  for (const auto& stream : open) stream->keep_alive();
}

std::chrono::milliseconds LegacySession::idle() const {
  return std::chrono::duration_cast<std::chrono::milliseconds>(steady_clock::now() - heard_.load());
}

void LegacySession::close(const CancellationWish& why) {
  conversation_->close(why);
  std::vector<std::shared_ptr<EventStream>> all;
  {
    const std::lock_guard guard(lock_);
    closed_ = true;
    for (const auto& [number, stream] : streams_) all.push_back(stream);
    streams_.clear();
  }
  for (const auto& stream : all) stream->finish();
}

}  // namespace cancel::mcp
