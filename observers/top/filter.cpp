#include "top/filter.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace cancel::top {

namespace {

char small(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

std::string in_small_letters(std::string_view text) {
  std::string all(text);
  std::transform(all.begin(), all.end(), all.begin(), small);
  return all;
}

bool holds(std::string_view text, std::string_view part) {
  const auto same = [](char left, char right) { return small(left) == right; };
  return std::search(text.begin(), text.end(), part.begin(), part.end(), same) != text.end();
}

bool holds(const std::optional<std::string>& text, std::string_view part) {
  return text && holds(std::string_view(*text), part);
}

bool begins(std::string_view word, std::string_view part) {
  return word.substr(0, part.size()) == part;
}

// The words that `text` is made of, quotes removed.
std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  bool quoted = false;
  bool within = false;
  for (const char letter : text) {
    const bool blank = (letter == ' ' || letter == '\t') && !quoted;
    if (!blank && !within) words.emplace_back();
    within = !blank;
    if (letter == '"') {
      quoted = !quoted;
    } else if (!blank) {
      words.back() += letter;
    }
  }
  return words;
}

template <typename Word>
bool is_beginning(std::string_view text) {
  const auto all = words::of(Word{});
  return std::any_of(all.begin(), all.end(), [text](std::string_view word) { return begins(word, text); });
}

bool anywhere(const live::LiveToken& token, std::string_view part) {
  if (holds(std::string_view(token.name.id), part) || holds(std::string_view(token.name.space), part)) return true;
  if (token.operation && (holds(token.operation->tool, part) || holds(token.operation->session, part))) return true;
  if (token.cancellation && (holds(token.cancellation->reason, part) || holds(token.cancellation->requested_by, part)))
    return true;
  return std::any_of(token.labels.begin(), token.labels.end(), [part](const auto& label) {
    return holds(std::string_view(label.first + "=" + label.second), part);
  });
}

}  // namespace

Result<Filter::Word> Filter::word_from(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, Field>, 6> fields{{{"namespace", Field::space},
                                                                      {"ns", Field::space},
                                                                      {"tool", Field::tool},
                                                                      {"session", Field::session},
                                                                      {"cause", Field::cause},
                                                                      {"state", Field::state}}};
  Word word;
  if (text.size() > 1 && text.front() == '!') {
    word.negated = true;
    text.remove_prefix(1);
  }
  const std::size_t colon = text.find(':');
  const std::string name = in_small_letters(text.substr(0, colon == std::string_view::npos ? 0 : colon));
  for (const auto& [field_name, field] : fields) {
    if (name != field_name) continue;
    word.field = field;
    text.remove_prefix(colon + 1);
    break;
  }
  word.text = in_small_letters(text);
  if (word.field == Field::state && word.text == "unconfirmed") word.text = to_string(TokenState::expired);
  const bool unknown = (word.field == Field::state && !is_beginning<TokenState>(word.text)) ||
                       (word.field == Field::cause && !is_beginning<Cause>(word.text));
  if (unknown) return Error{ErrorCode::invalid_params, "there is no " + name + " \"" + word.text + "\""};
  return word;
}

Result<Filter> Filter::parse(std::string_view text) {
  Filter filter;
  filter.text_ = text;
  for (const std::string& part : words_of(text)) {
    if (part.empty()) continue;
    auto word = word_from(part);
    if (!word) return word.error();
    filter.words_.push_back(*std::move(word));
  }
  return filter;
}

bool Filter::fits(const Word& word, const live::LiveToken& token, TokenState state) {
  switch (word.field) {
    case Field::anywhere:
      return anywhere(token, word.text);
    case Field::space:
      return holds(std::string_view(token.name.space), word.text);
    case Field::tool:
      return token.operation && holds(token.operation->tool, word.text);
    case Field::session:
      return token.operation && holds(token.operation->session, word.text);
    case Field::cause:
      return token.cancellation && begins(to_string(token.cancellation->cause), word.text);
    case Field::state:
      return begins(to_string(state), word.text);
  }
  return false;
}

bool Filter::matches(const live::LiveToken& token, TokenState state) const {
  if (space_ && token.name.space != *space_) return false;
  return std::all_of(words_.begin(), words_.end(),
                     [&](const Word& word) { return fits(word, token, state) != word.negated; });
}

}  // namespace cancel::top
