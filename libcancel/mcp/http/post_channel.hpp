#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "cancel/http/exchange.hpp"
#include "cancel/mcp/message_channel.hpp"
#include "http/event_stream.hpp"

namespace cancel::mcp {

// What the requests of one POST have to say. A response that is there at once is a plain JSON answer; everything else
// is an event stream. So it gathers until decide() is called, when the session has read the message.
//
// Thread-safe; decide() once.
class PostChannel : public MessageChannel {
 public:
  // How an answer is given, in one of the two forms.
  struct Answers {
    std::function<void(std::string json)> as_json;
    std::function<void()> begin_stream;
    std::function<void(const std::string& json, bool is_report)> add_to_stream;
    std::function<void()> end_stream;
    std::function<void()> release;
  };

  PostChannel(std::size_t requests, Answers answers) : open_requests_(requests), answers_(std::move(answers)) {}

  void send(MessageKind kind, std::string json) override;
  void request_over(bool answered) override;
  void release_connection() override;

  // at_once: without a response by now it is a stream. by_first: the first message decides, or begin_stream().
  enum class Decide { at_once, by_first };
  // The session has read the message: gives what was gathered, and lets the rest go through. `alone`: nothing but one
  // request, so that its response can be the whole answer.
  void decide(bool alone, Decide when);
  // It has taken long enough: a stream, where nothing was decided yet.
  void begin_stream();

 private:
  struct Gathered {
    MessageKind kind;
    std::string json;
  };

  bool answer_alone();
  void start_streaming();
  void end_if_over();

  std::mutex lock_;  // held while a message is handed on: none overtakes another
  std::size_t open_requests_;
  Answers answers_;
  std::vector<Gathered> gathered_;
  enum class State { gathering, waiting, streaming, ended } state_ = State::gathering;
  bool alone_ = false;
  bool is_to_be_released_ = false;  // said before the stream was begun
};

}  // namespace cancel::mcp
