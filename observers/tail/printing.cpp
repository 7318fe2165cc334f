#include "tail/printing.hpp"

#include <unistd.h>

namespace cancel::tail {

Printing::Printing(EventFormat format, const text::Palette& palette)
    : format_(format), palette_(palette), output_(STDOUT_FILENO) {}

void Printing::react(const TailedEvent& event) {
  output_.write(formatted(event, format_, palette_) + "\n");
}

void Printing::settle() {
  output_.flush();
  output_.check_reader();
}

}  // namespace cancel::tail
