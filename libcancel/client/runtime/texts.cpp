#include "runtime/texts.hpp"

#include "cancel/wire/utf8.hpp"

namespace cancel::client {

namespace {

constexpr std::size_t longest_text = 4'096;

}  // namespace

std::string fit_text(std::string text) {
  if (!is_utf8(text)) text = mended_utf8(text);
  text.resize(cut_utf8(text, longest_text).size());
  return text;
}

}  // namespace cancel::client
