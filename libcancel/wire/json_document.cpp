#include "json_document.hpp"

#include <rapidjson/reader.h>
#include <rapidjson/stream.h>

#include <bit>
#include <cstdint>
#include <cstring>
#include <utility>
#include <variant>

#include "number_text.hpp"

namespace cancel {
namespace {

using rapidjson::SizeType;

// Numbers come as text: the library's own conversion lets some that are too large pass as infinity, and fails an
// assertion on others.
constexpr unsigned parse_flags = rapidjson::kParseIterativeFlag | rapidjson::kParseInsituFlag |
                                 rapidjson::kParseValidateEncodingFlag | rapidjson::kParseNumbersAsStringsFlag;

// How many zero bytes must follow a text that is parsed in place: no character and no word is read past them.
constexpr std::size_t zeros_behind = sizeof(std::uint64_t);

// Eight bytes, the first one lowest.
std::uint64_t word_at(const char* text) {
  std::uint64_t word = 0;
  std::memcpy(&word, text, sizeof word);
  return std::endian::native == std::endian::little ? word : __builtin_bswap64(word);
}

// How many of the eight bytes stand before the first that is not ASCII, or may not stand in a string as it is: a
// control character, quote or backslash. What the subtractions carry into a higher byte comes from one that is such.
SizeType plain_bytes_in(std::uint64_t word) {
  constexpr std::uint64_t each = 0x0101'0101'0101'0101;
  const std::uint64_t quotes = word ^ (each * '"');
  const std::uint64_t backslashes = word ^ (each * '\\');
  const std::uint64_t others = word | (word - each * 0x20) | (quotes - each) | (backslashes - each);
  return static_cast<SizeType>(std::countr_zero(others & (each * 0x80))) / 8;
}

// The same of a whole text that ends with a zero byte.
SizeType plain_bytes(const char* text) {
  SizeType count = 0;
  for (SizeType more = sizeof(std::uint64_t); more == sizeof(std::uint64_t); count += more) {
    more = plain_bytes_in(word_at(text + count));
  }
  return count;
}

// UTF-8, of which the reader takes plain ASCII in long runs instead of byte by byte.
struct Utf8InRuns : rapidjson::UTF8<> {
  template <typename Input, typename Output>
  static bool Validate(Input& in, Output& out) {
    const SizeType count = plain_bytes(in.src_);
    if (count == 0) return rapidjson::UTF8<>::Validate(in, out);
    char* const into = static_cast<char*>(out.Push(count));
    if (into != in.src_) std::memmove(into, in.src_, count);
    in.src_ += count;
    return true;
  }
};

// Changes `text`, which has room for zeros_behind bytes more; the strings that the handler is given stay there.
template <typename Handler>
bool parse_in_place(char* text, std::size_t size, Handler& handler) {
  std::memset(text + size, 0, zeros_behind);
  rapidjson::InsituStringStream stream(text);
  GrowingBlock open;
  rapidjson::GenericReader<Utf8InRuns, Utf8InRuns, GrowingBlock> reader(&open);
  // The reader takes a zero byte for the end, so that only the stream tells whether it has read all.
  return reader.Parse<parse_flags>(stream, handler) && stream.Tell() == size;
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
  CheckingHandler(Document& document, bool has_escapes) : document_(document), has_escapes_(has_escapes) {}

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
    return !(has_escapes_ && has_surrogate({text, size})) && document_.String(text, size, copy);
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
  bool has_escapes_;
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
  for (const auto& member : object.GetObject()) {
    if (text_of(member.name) == name) return &member.value;
  }
  return nullptr;
}

JsonMembers::JsonMembers(const Json* object) : object_(object) {
  if (object == nullptr) return;
  for (const auto& member : object->GetObject()) marks_ |= mark_of(text_of(member.name));
}

JsonDocument::JsonDocument()
    : pool_(first_chunk_.data(), first_chunk_.size()), document_(&pool_, GrowingBlock::small, &open_values_) {}

bool JsonDocument::parse(std::string_view text) {
  char* const copy = static_cast<char*>(pool_.Malloc(text.size() + zeros_behind));
  text.copy(copy, text.size());
  bool parsed = false;
  auto generate = [&](auto& document) {
    CheckingHandler handler(document, text.find('\\') != std::string_view::npos);
    parsed = parse_in_place(copy, text.size(), handler);
    return parsed;
  };
  document_.Populate(generate);
  return parsed;
}

std::vector<std::string> exact_number_ids(std::string_view message) {
  std::string copy(message);
  copy.resize(message.size() + zeros_behind);
  NumberIdCollector collector;
  parse_in_place(copy.data(), message.size(), collector);
  return collector.take();
}

}  // namespace cancel
