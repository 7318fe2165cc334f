#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "cancel/mcp/server.hpp"
#include "recording_channel.hpp"

namespace cancel::mcp {

// A door that a handler waits at, whatever happens to its call.
class Door {
 public:
  void open();
  bool wait();  // false: nobody opened it within ten seconds
  ~Door() { open(); }

 private:
  std::mutex lock_;
  std::condition_variable changed_;
  bool is_open_ = false;
};

// What a handler has come to, as seen by the test.
class Mark {
 public:
  void set();
  void wait() const;  // throws after ten seconds
  bool is_set() const { return set_; }

 private:
  std::atomic<bool> set_{false};
};

// Texts of messages. `params` and `meta` are the members of an object, without its braces.
std::string request(const std::string& id, const std::string& method, const std::string& params = {});
std::string modern_request(const std::string& id, const std::string& method, const std::string& params = {},
                           const std::string& meta = {}, const std::string& capabilities = "{}");
std::string notification(const std::string& method, const std::string& params = {});
std::string cancel_notice(const std::string& id, const std::string& reason = {});
std::string tool_call(const std::string& id, const std::string& tool, const std::string& arguments = "{}");
std::string modern_tool_call(const std::string& id, const std::string& tool, const std::string& arguments = "{}",
                             const std::string& capabilities = "{}");

// One peer of a server. Whatever was sent to it must have been well-formed: checked at its end.
class Peer {
 public:
  explicit Peer(Server& server, SessionOptions options = {});
  ~Peer();

  void send(const std::string& message) { session->receive(message, channel); }
  JsonDocument ask(const std::string& id, const std::string& message);
  void initialize(const std::string& capabilities = "{}", const std::string& version = "2025-11-25");

  const std::shared_ptr<RecordingChannel> channel = std::make_shared<RecordingChannel>();
  const std::shared_ptr<RecordingChannel> output = std::make_shared<RecordingChannel>();
  std::shared_ptr<Session> session;
};

ServerOptions plain_options();
void add_prompt(Server& server, const std::string& name);
void add_echo(Server& server);
// Waits until its token says stop, then leaves by Cancelled.
void add_waiter(Server& server, Mark& started, const std::string& name = "waiter");
// Waits at the door alone, then says "done" in every way it can.
void add_stubborn(Server& server, Mark& started, Door& door, Mark& ended);

// Deep inside: value(message, "error/code"), in JSON; empty where it is not there.
std::string value(const Json& message, const std::string& path);
std::string text_of_result(const Json& message);  // the first text of a tool's result
void wait_until(const std::string& what, const std::function<bool()>& is_so);

}  // namespace cancel::mcp
