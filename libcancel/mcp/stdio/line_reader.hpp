#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace cancel::mcp {

// Cuts a stream of bytes into lines. A value; not thread-safe.
class LineReader {
 public:
  using Line = std::function<void(std::string_view line)>;

  explicit LineReader(std::size_t max_line) : max_line_(max_line) {}

  // Calls `on_line` for each line that is complete now, without its end ("\n" or "\r\n"), but for empty ones;
  // `on_too_long` once for each that is longer than the bound, which is skipped. Both may be called several times; the
  // text lives as long as the call.
  void add(std::string_view bytes, const Line& on_line, const std::function<void()>& on_too_long);

  // At the end of the input: a last line without an end.
  void finish(const Line& on_line);

 private:
  void take(std::string_view part, bool complete, const Line& on_line, const std::function<void()>& on_too_long);

  const std::size_t max_line_;
  std::string begun_;
  bool skipping_ = false;
};

}  // namespace cancel::mcp
