#include "cancel/system/random_ids.hpp"

#include <sys/random.h>

#include <array>
#include <cerrno>
#include <system_error>

namespace cancel {
namespace {

using Bytes = std::array<unsigned char, 16>;

Bytes read_random(RandomIds::RandomSource source) {
  Bytes bytes{};
  std::size_t filled = 0;
  while (filled < bytes.size()) {
    const ssize_t got = source(bytes.data() + filled, bytes.size() - filled, 0);
    if (got > 0) {
      filled += static_cast<std::size_t>(got);
    } else if (got == 0 || errno != EINTR) {
      throw std::system_error(got == 0 ? EIO : errno, std::generic_category(), "no random bytes from the kernel");
    }
  }
  return bytes;
}

// RFC 4122: four bits say "version 4", two say "this variant".
void mark_as_version_4(Bytes& bytes) {
  bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0F) | 0x40);
  bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3F) | 0x80);
}

std::string to_text(const Bytes& bytes) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string text;
  text.reserve(36);
  for (std::size_t index = 0; index < bytes.size(); ++index) {
    if (index == 4 || index == 6 || index == 8 || index == 10) text += '-';
    text += digits[bytes[index] >> 4];
    text += digits[bytes[index] & 0x0F];
  }
  return text;
}

}  // namespace

RandomIds::RandomIds() : RandomIds(&::getrandom) {}

std::string RandomIds::next() {
  Bytes bytes = read_random(source_);
  mark_as_version_4(bytes);
  return to_text(bytes);
}

}  // namespace cancel
