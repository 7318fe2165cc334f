#include "cancel/wire/request_decoder.hpp"

#include <optional>
#include <utility>

#include "command_decoder.hpp"
#include "json_document.hpp"
#include "json_writer.hpp"
#include "number_text.hpp"

namespace cancel {
namespace {

constexpr std::string_view no_id = "null";

DecodedItem refused(std::string_view id, ErrorCode code, std::string message) {
  return {RawId(id), Error{code, std::move(message)}};
}

DecodedMessage refused_whole(ErrorCode code, std::string message) {
  return {false, {refused(no_id, code, std::move(message))}};
}

// The exact text of ids that a 64-bit integer can not hold, looked up only when there is such a one.
class ExactIds {
 public:
  explicit ExactIds(std::string_view message) : message_(message) {}

  std::string_view at(std::size_t index) {
    if (ids_.empty()) ids_ = exact_number_ids(message_);
    return ids_.at(index);
  }

 private:
  std::string_view message_;
  std::vector<std::string> ids_;
};

// Decodes the requests of one message.
class RequestDecoder {
 public:
  RequestDecoder(std::string_view message, const RequestLimits& limits) : exact_ids_(message), limits_(limits) {}

  // The request that stands at `index` in its message.
  DecodedItem decode(const Json& request, std::size_t index) {
    if (!request.IsObject()) return refused(no_id, ErrorCode::invalid_request, "a request must be an object");
    const Json* const id_member = find_member(request, "id");
    const std::optional<RawId> id = id_member == nullptr ? std::nullopt : raw_id(*id_member, index);
    if (!id) return refused(no_id, ErrorCode::invalid_request, "id: must be a string or an integer");
    return decode_identified(request, *id);
  }

 private:
  std::optional<RawId> raw_id(const Json& id, std::size_t index) {
    if (id.IsString()) return json_of(text_of(id));
    if (id.IsInt64()) return json_of(std::int64_t{id.GetInt64()});
    if (id.IsUint64()) return json_of(std::uint64_t{id.GetUint64()});
    if (!id.IsDouble()) return std::nullopt;
    const std::string_view text = exact_ids_.at(index);
    return is_whole(text) ? std::optional<RawId>(text) : std::nullopt;
  }

  DecodedItem decode_identified(const Json& request, const RawId& id) const {
    const Json* const version = find_member(request, "jsonrpc");
    if (version == nullptr || !version->IsString() || text_of(*version) != "2.0") {
      return refused(id, ErrorCode::invalid_request, "jsonrpc: must be \"2.0\"");
    }
    const Json* const method = find_member(request, "method");
    if (method == nullptr || !method->IsString()) {
      return refused(id, ErrorCode::invalid_request, "method: must be a string");
    }
    return {id, decode_command(text_of(*method), find_member(request, "params"), limits_)};
  }

  ExactIds exact_ids_;
  const RequestLimits& limits_;
};

DecodedMessage decode_batch(const Json& batch, RequestDecoder decoder, std::size_t most) {
  if (batch.Empty() || batch.Size() > most) {
    return refused_whole(ErrorCode::invalid_request, "a batch must hold 1 to " + std::to_string(most) + " requests");
  }
  DecodedMessage message{true, {}};
  message.items.reserve(batch.Size());
  for (const Json& request : batch.GetArray()) message.items.push_back(decoder.decode(request, message.items.size()));
  return message;
}

}  // namespace

DecodedMessage decode_message(std::string_view last_frame, const RequestLimits& limits) {
  JsonDocument document;
  if (!document.parse(last_frame)) return refused_whole(ErrorCode::parse_error, "not a JSON text in UTF-8");

  RequestDecoder decoder(last_frame, limits);
  if (document.root().IsArray()) return decode_batch(document.root(), std::move(decoder), limits.batch_items);
  DecodedMessage message;
  message.items.push_back(decoder.decode(document.root(), 0));
  return message;
}

std::variant<Command, Error> decode_call(std::string_view method, std::string_view params,
                                         const RequestLimits& limits) {
  if (params.empty()) return decode_command(method, nullptr, limits);
  JsonDocument document;
  if (!document.parse(params)) return Error{ErrorCode::parse_error, "params: not a JSON text in UTF-8"};
  return decode_command(method, &document.root(), limits);
}

}  // namespace cancel
