#include "cancel/wire/reply_encoder.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include "json_writer.hpp"
#include "result_writers.hpp"

namespace cancel {
namespace {

void write_error_data(JsonWriter& out, const Error& error) {
  out.begin_object();
  out.member("name", error.name.empty() ? name_of(error.code) : error.name);
  if (!error.param.empty()) out.member("param", error.param);
  out.member_if("state", error.state);
  if (!error.limit.empty()) {
    out.member("limit", error.limit);
    out.member("value", error.value);
  }
  out.member_if("outcome", error.outcome);
  out.member_if("first", error.first);
  out.end_object();
}

void write_error(JsonWriter& out, const Error& error) {
  out.key("error");
  out.begin_object();
  out.member("code", static_cast<std::int64_t>(error.code));
  out.member("message", error.message);
  out.key("data");
  write_error_data(out, error);
  out.end_object();
}

Error no_room(const ReplyLimits& limits) {
  Error error{ErrorCode::limit_exceeded, "the result does not fit into the reply of this batch: ask for it alone"};
  error.limit = "message_size";
  error.value = limits.message_bytes;
  return error;
}

// What stands beside `id`: the error or the result.
class BodyWriter {
 public:
  BodyWriter(JsonWriter& out, bool replayed, const ReplyLimits& limits)
      : out_(out), replayed_(replayed), limits_(limits) {}

  void operator()(const Error& error) const { write_error(out_, error); }

  // It can not be cut. Alone it is written in any case, so that whatever the log holds can be read.
  void operator()(const ResultReply& body) const {
    const std::size_t before = out_.size();
    write_result(body);
    if (limits_.taken == 0 || out_.size() < left()) return;
    out_.cut_back_to(before);
    write_error(out_, no_room(limits_));
  }

  template <typename Body>
  void operator()(const Body& body) const {
    write_result(body);
  }

 private:
  std::size_t left() const { return limits_.message_bytes - std::min(limits_.message_bytes, limits_.taken); }

  template <typename Body>
  void write_result(const Body& body) const {
    out_.key("result");
    out_.begin_object();
    write_members(out_, body, left());
    if (replayed_) out_.member("replayed", true);
    out_.end_object();
  }

  JsonWriter& out_;
  bool replayed_;
  const ReplyLimits& limits_;
};

}  // namespace

std::string encode_reply(const RawId& id, const Reply& reply, const ReplyLimits& limits) {
  std::string text;
  append_reply(text, id, reply, limits);
  return text;
}

void append_reply(std::string& text, const RawId& id, const Reply& reply, const ReplyLimits& limits) {
  JsonWriter out(std::move(text));
  out.begin_object();
  out.member("jsonrpc", "2.0");
  out.key("id");
  out.raw(id);
  std::visit(BodyWriter(out, reply.replayed, limits), reply.body);
  out.end_object();
  text = out.take();
}

std::string encode_batch(const std::vector<std::string>& replies) {
  std::size_t size = 2 + replies.size();
  for (const std::string& reply : replies) size += reply.size();

  std::string batch;
  batch.reserve(size);
  batch.push_back('[');
  for (const std::string& reply : replies) {
    if (batch.size() > 1) batch.push_back(',');
    batch.append(reply);
  }
  batch.push_back(']');
  return batch;
}

}  // namespace cancel
