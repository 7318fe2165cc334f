#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <rapidjson/document.h>
#include <zmq.hpp>

#include "cancel/client/daemon_endpoints.hpp"
#include "cancel/domain/events.hpp"

namespace cancel::testing {

// The two sockets of a daemon, on a folder of their own, and a script in its place: it holds a log, answers server/info
// and events/read from it, and publishes exactly what a test tells it to. Belongs to the thread of the test.
class FakeDaemon {
 public:
  FakeDaemon();
  ~FakeDaemon();

  DaemonEndpoints endpoints() const;

  void start();
  void stop();

  // The log.
  Event append(const std::string& token, EventData data = TokenCreated{}, const std::string& space = "default");
  void change_log(const std::string& log_id);  // an empty one
  void prune_before(Position first) { first_ = first; }
  void rewind_to(Position head) { log_.resize(head); }
  Position head() const { return log_.size(); }

  // The event socket. What is published before somebody has subscribed to it is lost, as with the real one.
  void publish(const Event& event);
  void publish_raw(const std::string& topic, const std::string& json);
  void heartbeat();
  bool has_subscription(const std::string& prefix);

  // The command socket. Answers everything that waits; unless told otherwise, as a daemon would.
  void serve();
  // The next request gets what `answer` returns: the JSON text of a whole reply, or nothing for no reply at all.
  using Answer = std::function<std::optional<std::string>(const rapidjson::Document& request)>;
  void answer_next(Answer answer) { script_.push_back(std::move(answer)); }
  // Every request, of a batch too, that no answer_next() was meant for.
  void answer_all(Answer answer) { usual_ = std::move(answer); }
  // Longer batches are refused as a whole.
  void take_batches_up_to(std::size_t most) { longest_batch_ = most; }
  // From now on replies are kept back; release_withheld() sends them, in order, and ends that.
  void withhold() { withholding_ = true; }
  void release_withheld();
  // Of all requests so far.
  const std::vector<std::string>& methods() const { return methods_; }

  static std::string result(const rapidjson::Document& request, const std::string& json);
  static std::string error(const rapidjson::Document& request, int code, const std::string& data = "null");

 private:
  void answer(std::vector<zmq::message_t> frames);
  std::optional<std::string> reply_to(const rapidjson::Document& request);
  std::optional<std::string> reply_to_batch(const rapidjson::Document& batch);
  std::string read_events(const rapidjson::Document& request) const;
  void note_subscriptions();

  std::string folder_;
  zmq::context_t context_;
  std::unique_ptr<zmq::socket_t> commands_;
  std::unique_ptr<zmq::socket_t> events_;
  std::string log_id_ = "log-a";
  Position first_ = 1;
  std::vector<Event> log_;
  std::deque<Answer> script_;
  Answer usual_;
  std::size_t longest_batch_ = 1'000;
  bool withholding_ = false;
  std::vector<std::vector<zmq::message_t>> withheld_;
  std::vector<std::string> methods_;
  std::vector<std::string> subscriptions_;
};

}  // namespace cancel::testing
