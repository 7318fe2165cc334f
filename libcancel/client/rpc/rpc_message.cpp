#include "rpc/rpc_message.hpp"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

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

RpcError decode_error(const rapidjson::Value& error) {
  RpcError result;
  const rapidjson::Value* code = member(error, "code");
  if (code != nullptr && code->IsInt64()) result.code = code->GetInt64();
  result.message = text_member(error, "message").value_or("");
  if (const rapidjson::Value* data = member(error, "data")) result.data = to_json_text(*data);
  return result;
}

std::optional<RpcReply> decode_reply(const rapidjson::Value& reply) {
  const auto request = number_member(reply, "id");
  if (!request) return std::nullopt;
  if (const rapidjson::Value* result = member(reply, "result")) {
    return RpcReply{*request, RpcResult{to_json_text(*result)}};
  }
  const rapidjson::Value* error = member(reply, "error");
  if (error == nullptr || !error->IsObject()) return std::nullopt;
  return RpcReply{*request, decode_error(*error)};
}

bool is_refusal_of_a_message(const rapidjson::Value& reply) {
  const rapidjson::Value* id = member(reply, "id");
  const rapidjson::Value* error = member(reply, "error");
  return id != nullptr && id->IsNull() && error != nullptr && error->IsObject();
}

}  // namespace

std::optional<RpcReply> decode_reply(std::string_view text) {
  const auto document = parse_json(text);
  return document ? decode_reply(*document) : std::nullopt;
}

std::optional<Incoming> decode_incoming(std::string_view text) {
  const auto document = parse_json(text);
  if (!document) return std::nullopt;
  if (is_refusal_of_a_message(*document)) return MessageRefused{decode_error(*member(*document, "error"))};
  std::vector<RpcReply> replies;
  if (document->IsArray()) {
    for (const rapidjson::Value& item : document->GetArray()) {
      if (auto reply = decode_reply(item)) replies.push_back(*std::move(reply));
    }
  } else if (auto reply = decode_reply(*document)) {
    replies.push_back(*std::move(reply));
  }
  if (replies.empty()) return std::nullopt;
  return replies;
}

}  // namespace cancel::client
