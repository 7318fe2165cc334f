#include "rpc/rpc_message.hpp"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <charconv>

#include "rpc/json_slices.hpp"
#include "rpc/json_values.hpp"

namespace cancel::client {

namespace {

using Writer = rapidjson::Writer<rapidjson::StringBuffer>;

void write_request(Writer& writer, RequestNumber request, std::string_view method, std::string_view params) {
  writer.StartObject();
  writer.Key("jsonrpc");
  writer.String("2.0");
  writer.Key("id");
  writer.Uint64(request);
  writer.Key("method");
  writer.String(method.data(), static_cast<rapidjson::SizeType>(method.size()));
  writer.Key("params");
  writer.RawValue(params.data(), params.size(), rapidjson::kObjectType);
  writer.EndObject();
}

}  // namespace

std::string encode_request(RequestNumber request, std::string_view method, std::string_view params) {
  rapidjson::StringBuffer buffer;
  Writer writer(buffer);
  write_request(writer, request, method, params);
  return {buffer.GetString(), buffer.GetSize()};
}

std::string encode_message(RequestNumber first, const std::vector<Question>& questions) {
  rapidjson::StringBuffer buffer;
  Writer writer(buffer);
  if (questions.size() > 1) writer.StartArray();
  for (const Question& question : questions) write_request(writer, first++, question.method, question.params);
  if (questions.size() > 1) writer.EndArray();
  return {buffer.GetString(), buffer.GetSize()};
}

namespace {

// As it stands, where that is one line; no text in JSON has a line's end in it.
std::string on_one_line(std::string_view json) {
  if (json.find('\n') == std::string_view::npos && json.find('\r') == std::string_view::npos) return std::string(json);
  const auto document = parse_json(json);
  return document ? to_json_text(*document) : std::string(json);
}

RpcError decode_error(const SlicedObject& error) {
  RpcError result;
  if (const auto code = value_of(error, "code"))
    std::from_chars(code->data(), code->data() + code->size(), result.code);
  result.message = text_of(error, "message").value_or("");
  if (const auto data = value_of(error, "data")) result.data = on_one_line(*data);
  return result;
}

std::optional<RpcError> find_error(const SlicedObject& reply) {
  const auto value = value_of(reply, "error");
  const auto error = value ? slice_object(*value) : std::nullopt;
  if (!error) return std::nullopt;
  return decode_error(*error);
}

std::optional<RpcReply> decode_reply(const SlicedObject& reply) {
  const auto request = number_of(reply, "id");
  if (!request) return std::nullopt;
  if (const auto result = value_of(reply, "result")) return RpcReply{*request, RpcResult{on_one_line(*result)}};
  auto error = find_error(reply);
  if (!error) return std::nullopt;
  return RpcReply{*request, *std::move(error)};
}

std::optional<Incoming> decode_single(const SlicedObject& message) {
  if (value_of(message, "id") == "null") {
    auto error = find_error(message);
    if (error) return MessageRefused{*std::move(error)};
  }
  auto reply = decode_reply(message);
  if (!reply) return std::nullopt;
  return std::vector<RpcReply>{*std::move(reply)};
}

}  // namespace

std::optional<RpcReply> decode_reply(std::string_view text) {
  const auto reply = slice_object(text);
  return reply ? decode_reply(*reply) : std::nullopt;
}

std::optional<Incoming> decode_incoming(std::string_view text) {
  if (const auto message = slice_object(text)) return decode_single(*message);
  const auto items = slice_array(text);
  if (!items) return std::nullopt;
  std::vector<RpcReply> replies;
  for (const std::string_view item : *items) {
    if (auto reply = decode_reply(item)) replies.push_back(*std::move(reply));
  }
  if (replies.empty()) return std::nullopt;
  return replies;
}

}  // namespace cancel::client
