#include "log/log_line.hpp"

#include "log/quote.hpp"

namespace cancel::daemon {
namespace {

struct ValueText {
  std::string (*text_form)(std::string_view);

  std::string operator()(std::string_view text) const { return text_form(text); }
  std::string operator()(std::int64_t number) const { return std::to_string(number); }
  std::string operator()(std::uint64_t number) const { return std::to_string(number); }
  std::string operator()(bool truth) const { return truth ? "true" : "false"; }
};

std::string format_as_text(std::string_view level, std::string_view message, const LogFields& fields) {
  std::string line;
  line.append(level).append(" ");
  line += on_one_line(message);
  for (const LogField& field : fields) {
    line.append(" ").append(field.name).append("=");
    line += std::visit(ValueText{quote_where_needed}, field.value);
  }
  return line;
}

std::string format_as_json(std::string_view level, std::string_view message, const LogFields& fields) {
  std::string members = "\"level\":" + json_string(level) + ",\"message\":" + json_string(message);
  for (const LogField& field : fields) {
    members += "," + json_string(field.name) + ":" + std::visit(ValueText{json_string}, field.value);
  }
  return members;
}

}  // namespace

std::string format_fact(LogFormat format, std::string_view level, std::string_view message, const LogFields& fields) {
  return format == LogFormat::json ? format_as_json(level, message, fields) : format_as_text(level, message, fields);
}

}  // namespace cancel::daemon
