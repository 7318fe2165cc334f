#include "program/progress.hpp"

#include <unistd.h>

#include <cstdio>
#include <utility>

#include "text/duration.hpp"
#include "text/terminal.hpp"
#include "text/visible.hpp"

namespace cancel::program {

namespace {

constexpr std::chrono::seconds patience{2};

}  // namespace

Progress::Progress(std::string program, std::string what)
    : program_(std::move(program)),
      what_(text::visible(what)),
      begun_(std::chrono::steady_clock::now()),
      due_(begun_ + patience),
      on_terminal_(text::is_terminal(STDERR_FILENO)) {}

Progress::~Progress() {
  if (shown_ && on_terminal_) std::fputs("\r\x1b[K", stderr);
}

void Progress::tick(const std::string& detail) {
  const auto now = std::chrono::steady_clock::now();
  if (now < due_) return;
  due_ = now + patience;
  shown_ = true;
  const auto elapsed = std::chrono::floor<std::chrono::seconds>(now - begun_);
  std::fprintf(stderr, "%s%s: %s (%s%s%s)%s", on_terminal_ ? "\r\x1b[K" : "", program_.c_str(), what_.c_str(),
               text::duration_text(elapsed).c_str(), detail.empty() ? "" : ", ", detail.c_str(),
               on_terminal_ ? "" : "\n");
}

std::string percent_text(std::size_t part, std::size_t whole) {
  return whole == 0 ? "100%" : std::to_string(part * 100 / whole) + "%";
}

}  // namespace cancel::program
