#include "cancel/mcp/outgoing_requests.hpp"

#include <algorithm>
#include <condition_variable>
#include <thread>
#include <utility>

#include "cancel/token/cancellation_callback.hpp"
#include "requests/cancel_notice.hpp"

namespace cancel::mcp {

// One question, from its id to its end. Whoever ends it – the answer, the time-out, a cancellation, close() – does so
// once. Its lock is never held while a message is handed over: an answer may come back inside of that.
//
//     preparing ──► sending ──► waiting ──► ended
//         └────────────┴──────────────────────┘
struct OutgoingRequests::Waiting {
  enum class Phase { preparing, sending, waiting, ended };
  using Status = PeerAnswer::Status;

  // True for whoever ends it.
  bool end(Status status, JsonDocument content = {}) {
    const std::lock_guard hold(lock);
    return end_held(status, std::move(content));
  }

  bool begin_sending() {
    const std::lock_guard hold(lock);
    if (phase != Phase::preparing) return false;
    phase = Phase::sending;
    sender = std::this_thread::get_id();
    return true;
  }

  // True: it was cancelled inside of its sending, and the peer is to be told now.
  bool end_sending(bool sent) {
    const std::lock_guard hold(lock);
    if (phase != Phase::sending) return false;
    phase = Phase::waiting;
    changed.notify_all();
    if (!sent) end_held(Status::not_sent);
    return cancelled_inside && end_held(Status::cancelled);
  }

  // True: the peer has it, and is to be told. A request is never overtaken by its cancellation.
  bool cancel() {
    std::unique_lock hold(lock);
    if (phase == Phase::sending && sender == std::this_thread::get_id()) {
      cancelled_inside = true;
      return false;
    }
    changed.wait(hold, [this] { return phase != Phase::sending; });
    const bool was_sent = phase == Phase::waiting;
    return end_held(Status::cancelled) && was_sent;
  }

  // True: the time was over first.
  bool wait_for(std::chrono::milliseconds timeout) {
    constexpr std::chrono::milliseconds longest{std::chrono::hours{24 * 365}};
    std::unique_lock hold(lock);
    const bool has_ended = changed.wait_for(hold, std::min(timeout, longest), [this] { return phase == Phase::ended; });
    return !has_ended && end_held(Status::timed_out);
  }

  PeerAnswer take() {
    const std::lock_guard hold(lock);
    return std::move(answer);
  }

 private:
  bool end_held(Status status, JsonDocument content = {}) {
    if (phase == Phase::ended) return false;
    phase = Phase::ended;
    answer.status = status;
    answer.content = std::move(content);
    changed.notify_all();
    return true;
  }

  std::mutex lock;
  std::condition_variable changed;
  Phase phase = Phase::preparing;
  PeerAnswer answer;
  std::thread::id sender;  // while sending
  bool cancelled_inside = false;
};

// The place of a question among those that wait.
class OutgoingRequests::Entry {
 public:
  explicit Entry(OutgoingRequests& requests) : requests_(requests) {
    const std::lock_guard lock(requests_.lock_);
    if (requests_.closed_) waiting_->end(PeerAnswer::Status::not_sent);
    id_ = ++requests_.last_id_;
    requests_.waiting_.emplace(id_, waiting_);
  }
  ~Entry() {
    const std::lock_guard lock(requests_.lock_);
    requests_.waiting_.erase(id_);
  }
  Entry(const Entry&) = delete;
  Entry& operator=(const Entry&) = delete;

  std::int64_t id() const noexcept { return id_; }
  Waiting& operator*() const noexcept { return *waiting_; }

 private:
  OutgoingRequests& requests_;
  std::int64_t id_ = 0;
  const std::shared_ptr<Waiting> waiting_ = std::make_shared<Waiting>();
};

namespace {

std::string request_text(std::int64_t id, std::string_view method, const JsonText& params) {
  JsonWriter json;
  json.begin_object().member("jsonrpc", "2.0").member("id", id).member("method", method);
  if (!params.is_null()) json.member("params", params);
  return json.end_object().take().text();
}

std::optional<std::string> reason_of(const CancellationToken& token) {
  const std::optional<Cancellation> why = token.cancellation();
  return why ? why->reason : std::nullopt;
}

JsonDocument error_of(const Json& message) {
  const Json* error = find(message, "error");
  if (error != nullptr && error->IsObject()) return copy_json(*error);
  return parse_json(R"({"code":-32600,"message":"the answer has neither a result nor an error"})");
}

}  // namespace

PeerAnswer OutgoingRequests::ask(std::string_view method, const JsonText& params, const CancellationToken& token,
                                 std::chrono::milliseconds timeout, const std::function<bool(std::string json)>& send,
                                 MessageChannel& channel) {
  const Entry entry(*this);
  Waiting& waiting = *entry;
  const auto tell_peer = [&](std::optional<std::string> reason) {
    channel.send(MessageKind::notification, write_cancel_notice({entry.id(), std::move(reason)}));
  };
  const CancellationCallback on_cancel(token, [&] {
    if (waiting.cancel()) tell_peer(reason_of(token));
  });
  if (waiting.begin_sending()) {
    const bool sent = send(request_text(entry.id(), method, params));
    if (waiting.end_sending(sent)) tell_peer(reason_of(token));
  }
  if (waiting.wait_for(timeout)) tell_peer("Request timed out");
  return waiting.take();
}

void OutgoingRequests::answered(const Json& message) {
  const Json* id = find(message, "id");
  std::shared_ptr<Waiting> waiting;
  {
    const std::lock_guard lock(lock_);
    const auto found = id != nullptr && id->IsInt64() ? waiting_.find(id->GetInt64()) : waiting_.end();
    if (found != waiting_.end()) waiting = found->second;
  }
  const Json* result = find(message, "result");
  const bool was_awaited = waiting && (result != nullptr ? waiting->end(PeerAnswer::Status::result, copy_json(*result))
                                                         : waiting->end(PeerAnswer::Status::error, error_of(message)));
  if (was_awaited) return;
  const std::lock_guard lock(lock_);
  ++unknown_;
}

void OutgoingRequests::close() {
  std::unordered_map<std::int64_t, std::shared_ptr<Waiting>> waiting;
  {
    const std::lock_guard lock(lock_);
    closed_ = true;
    waiting = waiting_;
  }
  for (const auto& [id, question] : waiting) question->end(PeerAnswer::Status::not_sent);
}

std::uint64_t OutgoingRequests::unknown_answers() const {
  const std::lock_guard lock(lock_);
  return unknown_;
}

}  // namespace cancel::mcp
