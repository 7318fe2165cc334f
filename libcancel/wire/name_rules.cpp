#include "cancel/wire/name_rules.hpp"

#include <algorithm>
#include <array>

#include "cancel/wire/utf8.hpp"

namespace cancel {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

// Unicode's categories Cc, Zs, Zl and Zp, in order.
constexpr std::array<Range, 8> excluded{{
    {0x0000, 0x0020},  // C0 controls and the space
    {0x007F, 0x00A0},  // delete, C1 controls, no-break space
    {0x1680, 0x1680},  // ogham space mark
    {0x2000, 0x200A},  // en quad to hair space
    {0x2028, 0x2029},  // line and paragraph separator
    {0x202F, 0x202F},  // narrow no-break space
    {0x205F, 0x205F},  // medium mathematical space
    {0x3000, 0x3000},  // ideographic space
}};

bool is_printable(char character) {
  return character > 0x20 && character < 0x7F;
}

bool is_excluded(char32_t character) {
  return std::any_of(excluded.begin(), excluded.end(),
                     [=](const Range& range) { return character >= range.first && character <= range.last; });
}

}  // namespace

bool is_name(std::string_view text, std::size_t most) {
  if (text.empty() || text.size() > most || text.front() == '$') return false;
  if (std::all_of(text.begin(), text.end(), is_printable)) return true;
  while (!text.empty()) {
    const CodePoint point = first_code_point(text);
    if (is_excluded(point.value)) return false;
    text.remove_prefix(point.length);
  }
  return true;
}

}  // namespace cancel
