#include "stdio/line_reader.hpp"

namespace cancel::mcp {

namespace {

std::string_view without_return(std::string_view line) {
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

}  // namespace

void LineReader::add(std::string_view bytes, const Line& on_line, const std::function<void()>& on_too_long) {
  while (!bytes.empty()) {
    const std::size_t end = bytes.find('\n');
    if (end == std::string_view::npos) return take(bytes, false, on_line, on_too_long);
    take(bytes.substr(0, end), true, on_line, on_too_long);
    bytes.remove_prefix(end + 1);
  }
}

void LineReader::take(std::string_view part, bool complete, const Line& on_line,
                      const std::function<void()>& on_too_long) {
  if (!skipping_ && begun_.size() + part.size() > max_line_) {
    skipping_ = true;
    begun_.clear();
    begun_.shrink_to_fit();
    on_too_long();
  }
  if (!skipping_ && complete && begun_.empty()) {  // the usual case: nothing is copied
    part = without_return(part);
    if (!part.empty()) on_line(part);
    return;
  }
  if (!skipping_) begun_ += part;
  if (!complete) return;
  if (!skipping_) finish(on_line);
  skipping_ = false;
}

void LineReader::finish(const Line& on_line) {
  std::string line;
  line.swap(begun_);
  const std::string_view text = without_return(line);
  if (!text.empty()) on_line(text);
}

}  // namespace cancel::mcp
