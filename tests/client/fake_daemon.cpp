#include "fake_daemon.hpp"

#include <stdlib.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <stdexcept>

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "cancel/wire/event_codec.hpp"

namespace cancel::testing {

namespace {

using namespace std::chrono_literals;

std::string make_folder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "fake-daemon-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no folder for the sockets");
  return pattern;
}

std::string to_text(const rapidjson::Value& value) {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
  value.Accept(writer);
  return buffer.GetString();
}

bool wants(const rapidjson::Value& params, const char* name, const std::string& value) {
  return !params.HasMember(name) || params[name].GetString() == value;
}

bool fits(const rapidjson::Value& params, const Event& event) {
  if (!wants(params, "namespace", event.token.space) || !wants(params, "token", event.token.id)) return false;
  if (!params.HasMember("types")) return true;
  const auto types = params["types"].GetArray();
  return std::any_of(types.begin(), types.end(),
                     [&](const auto& type) { return type.GetString() == to_string(event.type()); });
}

std::vector<zmq::message_t> receive_all(zmq::socket_t& socket) {
  std::vector<zmq::message_t> frames;
  zmq::message_t frame;
  while (socket.recv(frame, zmq::recv_flags::dontwait)) {
    const bool more = frame.more();
    frames.push_back(std::move(frame));
    frame.rebuild();
    if (!more) break;
  }
  return frames;
}

void send_all(zmq::socket_t& socket, std::vector<zmq::message_t> frames) {
  for (std::size_t index = 0; index < frames.size(); ++index) {
    const bool last = index + 1 == frames.size();
    socket.send(std::move(frames[index]), last ? zmq::send_flags::none : zmq::send_flags::sndmore);
  }
}

}  // namespace

FakeDaemon::FakeDaemon() : folder_(make_folder()) {
  start();
}

FakeDaemon::~FakeDaemon() {
  stop();
  std::filesystem::remove_all(folder_);
}

DaemonEndpoints FakeDaemon::endpoints() const {
  return {"ipc://" + folder_ + "/command", "ipc://" + folder_ + "/event"};
}

void FakeDaemon::start() {
  commands_ = std::make_unique<zmq::socket_t>(context_, zmq::socket_type::router);
  events_ = std::make_unique<zmq::socket_t>(context_, zmq::socket_type::xpub);
  commands_->set(zmq::sockopt::linger, 0);
  events_->set(zmq::sockopt::linger, 0);
  events_->set(zmq::sockopt::sndhwm, 0);
  commands_->bind(endpoints().command);
  events_->bind(endpoints().event);
}

void FakeDaemon::stop() {
  commands_.reset();
  events_.reset();
  withheld_.clear();
  subscriptions_.clear();
}

Event FakeDaemon::append(const std::string& token, EventData data, const std::string& space) {
  Event event;
  event.position = head() + 1;
  event.version = 1;
  event.time = Timestamp{std::chrono::seconds{1'700'000'000 + static_cast<std::int64_t>(event.position)}};
  event.token = {space, token};
  event.data = std::move(data);
  log_.push_back(event);
  return event;
}

void FakeDaemon::change_log(const std::string& log_id) {
  log_id_ = log_id;
  log_.clear();
  first_ = 1;
}

void FakeDaemon::publish(const Event& event) {
  publish_raw(topic_of(event), encode_event(event));
}

void FakeDaemon::publish_raw(const std::string& topic, const std::string& json) {
  events_->send(zmq::buffer(topic), zmq::send_flags::sndmore);
  events_->send(zmq::buffer(json));
}

void FakeDaemon::heartbeat() {
  publish_raw(std::string(heartbeat_topic), encode_heartbeat(log_id_, head(), Timestamp{1s}));
}

void FakeDaemon::note_subscriptions() {
  zmq::message_t message;
  while (events_->recv(message, zmq::recv_flags::dontwait)) {
    const std::string text = message.to_string();
    if (text.empty()) continue;
    if (text[0] == '\1') {
      subscriptions_.push_back(text.substr(1));
    } else {
      subscriptions_.erase(std::remove(subscriptions_.begin(), subscriptions_.end(), text.substr(1)),
                           subscriptions_.end());
    }
  }
}

bool FakeDaemon::has_subscription(const std::string& prefix) {
  note_subscriptions();
  return std::find(subscriptions_.begin(), subscriptions_.end(), prefix) != subscriptions_.end();
}

void FakeDaemon::serve() {
  if (!commands_) return;
  for (auto frames = receive_all(*commands_); !frames.empty(); frames = receive_all(*commands_))
    answer(std::move(frames));
}

void FakeDaemon::answer(std::vector<zmq::message_t> frames) {
  rapidjson::Document request;
  const std::string text = frames.back().to_string();
  request.Parse(text.c_str());
  const auto reply = request.IsArray() ? reply_to_batch(request) : reply_to(request);
  if (!reply) return;
  frames.back() = zmq::message_t(*reply);
  if (withholding_) {
    withheld_.push_back(std::move(frames));
  } else {
    send_all(*commands_, std::move(frames));
  }
}

void FakeDaemon::release_withheld() {
  withholding_ = false;
  for (auto& frames : withheld_) send_all(*commands_, std::move(frames));
  withheld_.clear();
}

// A batch whose requests get no reply at all gets none either.
std::optional<std::string> FakeDaemon::reply_to_batch(const rapidjson::Document& batch) {
  if (batch.Size() > longest_batch_) return R"({"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"long"}})";
  std::string replies;
  for (const rapidjson::Value& item : batch.GetArray()) {
    rapidjson::Document request;
    request.CopyFrom(item, request.GetAllocator());
    const auto reply = reply_to(request);
    if (!reply) return std::nullopt;
    replies += (replies.empty() ? "[" : ",") + *reply;
  }
  return replies + "]";
}

std::optional<std::string> FakeDaemon::reply_to(const rapidjson::Document& request) {
  methods_.emplace_back(request["method"].GetString());
  if (!script_.empty()) {
    const Answer answer = std::move(script_.front());
    script_.pop_front();
    return answer(request);
  }
  if (usual_) return usual_(request);
  const std::string method = request["method"].GetString();
  if (method == "events/read") return read_events(request);
  if (method == "server/info") {
    return result(request, R"({"name":"canceld","logId":")" + log_id_ + R"(","head":)" + std::to_string(head()) + "}");
  }
  return error(request, -32601);
}

std::string FakeDaemon::read_events(const rapidjson::Document& request) const {
  const rapidjson::Value& params = request["params"];
  const Position after = params["after"].GetUint64();
  const std::size_t limit = params["limit"].GetUint64();
  if (after + 1 < first_) return error(request, -31012, R"({"first":)" + std::to_string(first_) + "}");
  std::string events;
  std::size_t count = 0;
  Position next = std::min(after, head());
  while (next < head() && count < limit) {
    const Event& event = log_[next++];
    if (!fits(params, event)) continue;
    events += (count++ == 0 ? "" : ",") + encode_event(event);
  }
  return result(request, R"({"logId":")" + log_id_ + R"(","head":)" + std::to_string(head()) + R"(,"events":[)" +
                             events + R"(],"next":)" + std::to_string(next) + "}");
}

std::string FakeDaemon::result(const rapidjson::Document& request, const std::string& json) {
  return R"({"jsonrpc":"2.0","id":)" + to_text(request["id"]) + R"(,"result":)" + json + "}";
}

std::string FakeDaemon::error(const rapidjson::Document& request, int code, const std::string& data) {
  return R"({"jsonrpc":"2.0","id":)" + to_text(request["id"]) + R"(,"error":{"code":)" + std::to_string(code) +
         R"(,"message":"no","data":)" + data + "}}";
}

}  // namespace cancel::testing
