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

DecodedMessage refused_whole(ErrorCode code, std::string message) {
  return {false, {{RawId(no_id), Error{code, std::move(message)}}}};
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

  // Makes `into` the request that stands at `index` in its message.
  void decode(const Json& request, std::size_t index, DecodedItem& into) {
    into.id = no_id;
    if (!request.IsObject()) return refuse(into, "a request must be an object");
    const Json* const id_member = find_member(request, "id");
    std::optional<RawId> id = id_member == nullptr ? std::nullopt : raw_id(*id_member, index);
    if (!id) return refuse(into, "id: must be a string or an integer");
    into.id = *std::move(id);
    decode_identified(request, into);
  }

 private:
  static void refuse(DecodedItem& item, std::string message) {
    item.content = Error{ErrorCode::invalid_request, std::move(message)};
  }

  std::optional<RawId> raw_id(const Json& id, std::size_t index) {
    if (id.IsString()) return json_of(text_of(id));
    if (id.IsInt64()) return std::to_string(id.GetInt64());
    if (id.IsUint64()) return std::to_string(id.GetUint64());
    if (!id.IsDouble()) return std::nullopt;
    const std::string_view text = exact_ids_.at(index);
    return is_whole(text) ? std::optional<RawId>(text) : std::nullopt;
  }

  void decode_identified(const Json& request, DecodedItem& into) const {
    const Json* const version = find_member(request, "jsonrpc");
    if (version == nullptr || !version->IsString() || text_of(*version) != "2.0") {
      return refuse(into, "jsonrpc: must be \"2.0\"");
    }
    const Json* const method = find_member(request, "method");
    if (method == nullptr || !method->IsString()) return refuse(into, "method: must be a string");
    decode_command(text_of(*method), find_member(request, "params"), limits_, into.content);
  }

  ExactIds exact_ids_;
  const RequestLimits& limits_;
};

DecodedMessage decode_batch(const Json& batch, RequestDecoder decoder, std::size_t most) {
  if (batch.Empty() || batch.Size() > most) {
    return refused_whole(ErrorCode::invalid_request, "a batch must hold 1 to " + std::to_string(most) + " requests");
  }
  DecodedMessage message{true, {}};
  message.items.resize(batch.Size());
  std::size_t index = 0;
  for (const Json& request : batch.GetArray()) {
    decoder.decode(request, index, message.items[index]);
    ++index;
  }
  return message;
}

}  // namespace

DecodedMessage decode_message(std::string_view last_frame, const RequestLimits& limits) {
  JsonDocument document;
  if (!document.parse(last_frame)) return refused_whole(ErrorCode::parse_error, "not a JSON text in UTF-8");

  RequestDecoder decoder(last_frame, limits);
  if (document.root().IsArray()) return decode_batch(document.root(), std::move(decoder), limits.batch_items);
  DecodedMessage message;
  decoder.decode(document.root(), 0, message.items.emplace_back());
  return message;
}

std::variant<Command, Error> decode_call(std::string_view method, std::string_view params,
                                         const RequestLimits& limits) {
  std::variant<Command, Error> content;
  JsonDocument document;
  if (params.empty()) {
    decode_command(method, nullptr, limits, content);
  } else if (document.parse(params)) {
    decode_command(method, &document.root(), limits, content);
  } else {
    content = Error{ErrorCode::parse_error, "params: not a JSON text in UTF-8"};
  }
  return content;
}

}  // namespace cancel
