#include "tail/printing.hpp"

#include <unistd.h>

#include <functional>

namespace cancel::tail {

namespace {

std::function<void()> checking(StopSignals* stop) {
  if (stop == nullptr) return {};
  return [stop] { stop->check(); };
}

}  // namespace

Printing::Printing(EventFormat format, const text::Palette& palette, StopSignals* stop)
    : format_(format), palette_(palette), output_(STDOUT_FILENO, checking(stop)) {}

void Printing::react(const TailedEvent& event) {
  output_.write(formatted(event, format_, palette_) + "\n");
}

void Printing::settle() {
  output_.flush();
  output_.check_reader();
}

}  // namespace cancel::tail
