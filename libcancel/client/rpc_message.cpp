#include "rpc_message.hpp"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "json_values.hpp"

namespace cancel::client {

std::string encode_request(RequestNumber request, std::string_view method, std::string_view params) {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
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

}  // namespace

std::optional<RpcReply> decode_reply(std::string_view text) {
  const auto document = parse_json(text);
  if (!document) return std::nullopt;
  const auto request = number_member(*document, "id");
  if (!request) return std::nullopt;
  if (const rapidjson::Value* result = member(*document, "result")) {
    return RpcReply{*request, RpcResult{to_json_text(*result)}};
  }
  const rapidjson::Value* error = member(*document, "error");
  if (error == nullptr || !error->IsObject()) return std::nullopt;
  return RpcReply{*request, decode_error(*error)};
}

}  // namespace cancel::client
