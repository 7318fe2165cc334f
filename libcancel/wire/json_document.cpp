#include "json_document.hpp"

#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include <cstdint>
#include <utility>
#include <variant>

#include "number_text.hpp"

namespace cancel {
namespace {

using rapidjson::SizeType;

// Numbers come as text: the library's own conversion lets some that are too large pass as infinity, and fails an
// assertion on others.
constexpr unsigned parse_flags =
    rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag | rapidjson::kParseNumbersAsStringsFlag;

template <typename Handler>
bool parse_whole(std::string_view text, Handler& handler) {
  rapidjson::MemoryStream stream(text.data(), text.size());
  rapidjson::Reader reader;
  // The reader takes a zero byte for the end, so that only the stream tells whether it has read all.
  return reader.Parse<parse_flags>(stream, handler) && stream.Tell() == text.size();
}

// The reader refuses surrogates in UTF-8, but takes the second half of a pair from an escape sequence alone.
bool has_surrogate(std::string_view text) {
  constexpr char lead = '\xED';
  for (auto at = text.find(lead); at != std::string_view::npos; at = text.find(lead, at + 1)) {
    if (at + 1 < text.size() && static_cast<unsigned char>(text[at + 1]) >= 0xA0) return true;
  }
  return false;
}

// Passes what the reader reports on to a document, once it is checked.
template <typename Document>
class CheckingHandler {
 public:
  explicit CheckingHandler(Document& document) : document_(document) {}

  bool Null() { return document_.Null(); }
  bool Bool(bool value) { return document_.Bool(value); }
  bool Int(int value) { return document_.Int(value); }
  bool Uint(unsigned value) { return document_.Uint(value); }
  bool Int64(std::int64_t value) { return document_.Int64(value); }
  bool Uint64(std::uint64_t value) { return document_.Uint64(value); }
  bool Double(double value) { return document_.Double(value); }
  bool StartObject() { return document_.StartObject(); }
  bool EndObject(SizeType members) { return document_.EndObject(members); }
  bool StartArray() { return document_.StartArray(); }
  bool EndArray(SizeType elements) { return document_.EndArray(elements); }
  bool Key(const char* text, SizeType size, bool copy) { return String(text, size, copy); }

  bool String(const char* text, SizeType size, bool copy) {
    return !has_surrogate({text, size}) && document_.String(text, size, copy);
  }

  bool RawNumber(const char* text, SizeType size, bool) {
    return std::visit([&](auto number) { return add(number); }, number_from({text, size}));
  }

 private:
  bool add(std::int64_t number) { return document_.Int64(number); }
  bool add(std::uint64_t number) { return document_.Uint64(number); }
  bool add(double number) { return document_.Double(number); }
  bool add(TooLarge) { return false; }

  Document& document_;
};

// Collects the text of the ids that are numbers, of a request or of the requests in a batch.
class NumberIdCollector : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, NumberIdCollector> {
 public:
  std::vector<std::string> take() { return std::move(ids_); }

  bool Default() { return value({}); }
  bool String(const char*, SizeType, bool) { return value({}); }
  bool RawNumber(const char* text, SizeType size, bool) { return value({text, size}); }

  bool Key(const char* text, SizeType size, bool) {
    at_id_ = depth_ == request_depth_ && !has_id_ && std::string_view(text, size) == "id";
    return true;
  }

  bool StartArray() {
    if (depth_ == 0) request_depth_ = 2;
    return open();
  }
  bool StartObject() { return open(); }
  bool EndArray(SizeType) { return close(); }
  bool EndObject(SizeType) { return close(); }

 private:
  // Any value: it is a request where it stands at the place of one, and an id where its key says so.
  bool value(std::string_view number) {
    if (depth_ + 1 == request_depth_) begin_request();
    if (at_id_) {
      ids_.back() = number;
      has_id_ = true;
      at_id_ = false;
    }
    return true;
  }

  void begin_request() {
    ids_.emplace_back();
    has_id_ = false;
  }

  bool open() {
    value({});
    ++depth_;
    return true;
  }

  bool close() {
    --depth_;
    return true;
  }

  std::vector<std::string> ids_;
  std::size_t depth_ = 0;          // how many objects and arrays are open
  std::size_t request_depth_ = 1;  // inside a request
  bool has_id_ = false;
  bool at_id_ = false;
};

}  // namespace

const Json* find_member(const Json& object, std::string_view name) {
  const Json key(rapidjson::StringRef(name.data(), name.size()));
  const auto member = object.FindMember(key);
  return member == object.MemberEnd() ? nullptr : &member->value;
}

JsonDocument::JsonDocument() : pool_(first_chunk_.data(), first_chunk_.size()), document_(&pool_) {}

bool JsonDocument::parse(std::string_view text) {
  bool parsed = false;
  auto generate = [&](auto& document) {
    CheckingHandler handler(document);
    parsed = parse_whole(text, handler);
    return parsed;
  };
  document_.Populate(generate);
  return parsed;
}

std::vector<std::string> exact_number_ids(std::string_view message) {
  NumberIdCollector collector;
  parse_whole(message, collector);
  return collector.take();
}

}  // namespace cancel
