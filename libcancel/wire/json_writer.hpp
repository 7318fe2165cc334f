#pragma once

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cancel/domain/names.hpp"
#include "cancel/domain/time.hpp"
#include "word.hpp"

namespace cancel {

// The name of a member as it stands in the source: known, when that is compiled, to need no escaping.
class MemberName {
 public:
  template <std::size_t Size>
  consteval MemberName(const char (&name)[Size]) : text_(name, Size - 1) {
    for (const char character : text_) {
      if (character < ' ' || character == '"' || character == '\\') throw "a name that must be escaped";
    }
  }

  constexpr std::string_view text() const { return text_; }

 private:
  std::string_view text_;
};

// Writes one JSON text from front to back, compact, with every type of the domain in its form on the wire.
// An empty optional is null. Texts are written as they are, so they must be UTF-8. Not thread-safe.
// Cost: one pass over what is written, and the memory of one string.
class JsonWriter {
 public:
  // Writes behind `before`, in its memory: to write many texts, hand in what take() gave, cleared.
  explicit JsonWriter(std::string before = {}) : text_(std::move(before)), begin_(text_.size()), end_(text_.size()) {}
  JsonWriter(const JsonWriter&) = delete;
  JsonWriter& operator=(const JsonWriter&) = delete;

  void begin_object() { open('{'); }
  void end_object() { put('}'); }
  void begin_array() { open('['); }
  void end_array() { put(']'); }
  void key(MemberName name);
  void key_text(std::string_view name);  // any text

  void null() { bare("null"); }
  void value(bool truth) { bare(truth ? "true" : "false"); }
  void value(std::int64_t number) { integer(number); }
  void value(std::uint64_t number) { integer(number); }
  void value(double number);
  void value(const char* text) { value(std::string_view(text)); }
  void value(const std::string& text) { value(std::string_view(text)); }
  void value(std::string_view text) {
    separate();
    quote(text);
  }
  void value(Millis duration) { value(duration.count()); }
  void value(Timestamp time);
  void value(const RequestId& id);
  void value(const TokenName& name);
  void value(const std::vector<TokenName>& names);
  void value(const Labels& labels);

  template <Word Value>
  void value(Value word) {
    separate();
    quote_plain(to_string(word));
  }

  template <typename Value>
  void value(const std::optional<Value>& optional) {
    if (optional) return value(*optional);
    null();
  }

  // Text that is JSON already.
  void raw(std::string_view json) { bare(json); }

  template <typename Value>
  void member(MemberName name, const Value& content) {
    key(name);
    value(content);
  }

  // Leaves the member out where there is nothing to say.
  template <typename Value>
  void member_if(MemberName name, const std::optional<Value>& content) {
    if (content) member(name, *content);
  }

  // How many bytes are written, and going back to an earlier number of them, where a value had ended.
  std::size_t size() const { return end_ - begin_; }
  void cut_back_to(std::size_t size) { end_ = begin_ + size; }

  // What stood before and what is written. To be called once, at the end.
  std::string take() {
    text_.resize(end_);
    return std::move(text_);
  }

 private:
  // Where the text goes on, with room for `most` bytes.
  char* room(std::size_t most) {
    if (text_.size() - end_ < most) grow(most);
    return text_.data() + end_;
  }
  void grow(std::size_t most);

  void append(std::string_view bytes) { end_ += bytes.copy(room(bytes.size()), bytes.size()); }

  void put(char character) {
    *room(1) = character;
    ++end_;
  }

  // What was written last tells whether a comma belongs before what comes: a text that ends with a bracket or a colon
  // ends with something that is still open, since all strings end with a quote.
  void separate() {
    if (end_ == begin_) return;
    const char last = text_[end_ - 1];
    if (last != '{' && last != '[' && last != ':') put(',');
  }

  void open(char bracket) {
    separate();
    put(bracket);
  }

  void bare(std::string_view json) {
    separate();
    append(json);
  }

  template <typename Integer>
  void integer(Integer number) {
    constexpr std::size_t longest = std::numeric_limits<Integer>::digits10 + 2;
    separate();
    char* const begin = room(longest);
    end_ += static_cast<std::size_t>(std::to_chars(begin, begin + longest, number).ptr - begin);
  }

  void quote_plain(std::string_view text) {
    char* const begin = room(text.size() + 2);
    *begin = '"';
    text.copy(begin + 1, text.size());
    begin[text.size() + 1] = '"';
    end_ += text.size() + 2;
  }
  void quote(std::string_view text);
  void quote_escaped(std::string_view text);

  std::string text_;  // as long as the room that is made; what is written ends at end_
  std::size_t begin_;
  std::size_t end_;
};

inline void JsonWriter::key(MemberName name) {
  separate();
  quote_plain(name.text());
  put(':');
}

// How many bytes JsonWriter makes of a text, quotes included.
std::size_t quoted_size(std::string_view text);

// The JSON text of a single value, in no more memory than it needs.
template <typename Value>
std::string json_of(const Value& value) {
  JsonWriter out;
  out.value(value);
  std::string text = out.take();
  text.shrink_to_fit();
  return text;
}

}  // namespace cancel
