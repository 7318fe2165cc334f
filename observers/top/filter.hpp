#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cancel/domain/errors.hpp"
#include "live/live_token.hpp"

namespace cancel::top {

// Which tokens are shown. Words that are separated by blanks; a token has to fit all of them:
//
//   text              somewhere in the id, namespace, tool, session, labels, reason or requester
//   namespace:text    also ns:          tool:text   session:text   cause:word   state:word
//   !word             does not fit this word
//   "two words"       one word with a blank in it; also tool:"two words"
//
// Capitals do not matter. Words of the protocol's lists (state, cause) may be shortened to their beginning;
// "state:unconfirmed" is the same as "state:expired". A value; cost of matching: the length of the token's texts.
class Filter {
 public:
  // An error says which word is none.
  Filter() = default;
  static Result<Filter> parse(std::string_view text);

  // As `--namespace` has it: exactly this one.
  void restrict_to(std::string space) { space_ = std::move(space); }

  // The same namespace as this one, and the words of `other`.
  Filter with_words_of(Filter other) const {
    other.space_ = space_;
    return other;
  }

  // `state` is what the token's cancellation has come to.
  bool matches(const live::LiveToken& token, TokenState state) const;
  // Everything fits.
  bool empty() const { return words_.empty() && !space_; }
  const std::string& text() const { return text_; }

 private:
  enum class Field { anywhere, space, tool, session, cause, state };
  struct Word {
    Field field = Field::anywhere;
    std::string text;  // in small letters
    bool negated = false;
  };

  static Result<Word> word_from(std::string_view text);
  static bool fits(const Word& word, const live::LiveToken& token, TokenState state);

  std::string text_;
  std::vector<Word> words_;
  std::optional<std::string> space_;
};

}  // namespace cancel::top
