#include "top/terminal_screen.hpp"

#include <clocale>
#include <cstdio>
#include <cwchar>
#include <string_view>

#include <langinfo.h>

#include <curses.h>

#include "cancel/wire/utf8.hpp"
#include "program/failure.hpp"
#include "text/display_width.hpp"
#include "top/terminal_type.hpp"

namespace cancel::top {

namespace {

using text::Style;

// What is written is UTF-8, whatever the locale says of it; numbers stay as they are.
void set_encoding() {
  setlocale(LC_CTYPE, "");
  if (std::string_view(nl_langinfo(CODESET)) != "UTF-8") setlocale(LC_CTYPE, "C.UTF-8");
}

short colour_of(Style style) {
  switch (style) {
    case Style::red:
      return COLOR_RED;
    case Style::green:
      return COLOR_GREEN;
    case Style::yellow:
      return COLOR_YELLOW;
    case Style::blue:
      return COLOR_BLUE;
    case Style::magenta:
      return COLOR_MAGENTA;
    default:
      return -1;
  }
}

Special special_of(wint_t code) {
  switch (code) {
    case KEY_UP:
      return Special::up;
    case KEY_DOWN:
      return Special::down;
    case KEY_LEFT:
      return Special::left;
    case KEY_RIGHT:
      return Special::right;
    case KEY_PPAGE:
      return Special::page_up;
    case KEY_NPAGE:
      return Special::page_down;
    case KEY_HOME:
    case KEY_A1:
      return Special::home;
    case KEY_END:
    case KEY_C1:
      return Special::end;
    case KEY_ENTER:
      return Special::enter;
    case KEY_BTAB:
      return Special::back_tab;
    case KEY_BACKSPACE:
      return Special::backspace;
    case KEY_DC:
      return Special::remove;
    case KEY_F(1):
      return Special::help;
    case KEY_RESIZE:
      return Special::redraw;
    default:
      return Special::none;
  }
}

Key key_of_character(wint_t typed) {
  if (typed == L'\n' || typed == L'\r') return Special::enter;
  if (typed == L'\t') return Special::tab;
  if (typed == 27) return Special::escape;
  if (typed == 127 || typed == 8) return Special::backspace;
  return static_cast<char32_t>(typed);
}

// Whether the C library, and with it curses, thinks of the width of a character as we do.
bool agreed(char32_t value, std::size_t width) {
  return wcwidth(static_cast<wchar_t>(value)) == static_cast<int>(width);
}

}  // namespace

class TerminalScreen::Impl {
 public:
  explicit Impl(bool colour) {
    set_encoding();
    check_terminal_type();
    screen_ = newterm(nullptr, stdout, stdin);
    if (screen_ == nullptr)
      throw program::Failure(program::ExitCode::usage, "the terminal can not be used; --once needs none");
    cbreak();
    noecho();
    nonl();
    intrflush(stdscr, FALSE);
    keypad(stdscr, TRUE);
    nodelay(stdscr, TRUE);
    set_escdelay(25);
    curs_set(0);
    if (colour && has_colors()) start_colours();
  }

  ~Impl() {
    endwin();
    delscreen(screen_);
  }

  void draw(const Screen& screen, bool anew) {
    if (anew) clearok(stdscr, TRUE);
    erase();
    for (std::size_t line = 0; line < screen.lines.size(); ++line)
      draw_line(static_cast<int>(line), screen.lines[line]);
    if (screen.cursor) move(static_cast<int>(screen.cursor->line), static_cast<int>(screen.cursor->column));
    curs_set(screen.cursor ? 1 : 0);
    refresh();
  }

 private:
  void start_colours() {
    start_color();
    const short background = use_default_colors() == OK ? -1 : COLOR_BLACK;
    for (const Style style : {Style::red, Style::green, Style::yellow, Style::blue, Style::magenta})
      init_pair(static_cast<short>(style), colour_of(style), background);
    colour_ = true;
  }

  attr_t attributes_of(const Look& look) const {
    attr_t attributes = A_NORMAL;
    if (look.bold || look.style == Style::bold) attributes |= A_BOLD;
    if (look.style == Style::dim) attributes |= A_DIM;
    if (look.reverse) attributes |= A_REVERSE;
    return attributes;
  }

  short pair_of(const Look& look) const {
    return colour_ && colour_of(look.style) >= 0 ? static_cast<short>(look.style) : short{0};
  }

  // Each piece begins in its own column, whatever the one before has come to.
  void draw_line(int at, const Line& line) {
    std::size_t column = 0;
    for (const Span& span : line.spans()) {
      attr_set(attributes_of(span.look), pair_of(span.look), nullptr);
      move(at, static_cast<int>(column));
      add(span.text);
      column += text::display_width(span.text);
    }
    attr_set(A_NORMAL, 0, nullptr);
  }

  static void add(std::string_view text) {
    std::wstring all;
    while (!text.empty()) {
      const CodePoint point = first_code_point(text);
      const std::string_view bytes = text.substr(0, point.length);
      const std::size_t width = text::display_width(bytes);
      if (agreed(point.value, width)) {
        all += static_cast<wchar_t>(point.value);
      } else {
        all.append(width, L'\uFFFD');
      }
      text.remove_prefix(point.length);
    }
    addnwstr(all.c_str(), static_cast<int>(all.size()));
  }

  SCREEN* screen_ = nullptr;
  bool colour_ = false;
};

TerminalScreen::TerminalScreen(bool colour) : impl_(std::make_unique<Impl>(colour)) {}
TerminalScreen::~TerminalScreen() = default;

Size TerminalScreen::size() const {
  return {static_cast<std::size_t>(getmaxx(stdscr)), static_cast<std::size_t>(getmaxy(stdscr))};
}

void TerminalScreen::draw(const Screen& screen, bool anew) {
  impl_->draw(screen, anew);
}

std::optional<Key> TerminalScreen::read_key() {
  wint_t code = 0;
  const int kind = get_wch(&code);
  if (kind == ERR) return std::nullopt;
  if (kind != KEY_CODE_YES) return key_of_character(code);
  return Key(special_of(code));
}

}  // namespace cancel::top
