#include "dashboard/csv.hpp"

#include "cancel/wire/rfc3339.hpp"

namespace cancel::dashboard {

namespace {

class Line {
 public:
  Line& cell(std::string_view text) {
    if (!text_.empty()) text_ += ',';
    text_ += csv_cell(text);
    return *this;
  }
  Line& text(const std::optional<std::string>& text) { return cell(text.value_or("")); }
  Line& time(const std::optional<Timestamp>& time) { return cell(time ? to_rfc3339(*time) : ""); }
  std::string end() const { return text_ + "\r\n"; }

 private:
  std::string text_;
};

}  // namespace

std::string csv_cell(std::string_view text) {
  std::string cell;
  if (!text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos) cell = "'";
  cell += text;
  if (cell.find_first_of(",\"\r\n") == std::string::npos) return cell;
  std::string quoted = "\"";
  for (const char character : cell) {
    if (character == '"') quoted += '"';
    quoted += character;
  }
  return quoted + '"';
}

std::string csv_header() {
  return "namespace,id,operation,tool,state,cause,mode,reason,requestedBy,requestedAt,executedAt,escalatedAt,"
         "completedAt,expiredAt,outcome,late,latencyMs\r\n";
}

std::string csv_line(const CancellationShape& shape) {
  const auto flag = [](bool truth) { return truth ? "true" : "false"; };
  return Line()
      .cell(shape.name.space)
      .cell(shape.name.id)
      .cell(flag(shape.operation))
      .text(shape.tool)
      .cell(to_string(shape.state))
      .cell(to_string(shape.cause))
      .cell(to_string(shape.mode))
      .text(shape.reason)
      .text(shape.requested_by)
      .time(shape.requested_at)
      .time(shape.executed_at)
      .time(shape.escalated_at)
      .time(shape.completed_at)
      .time(shape.expired_at)
      .cell(shape.outcome ? to_string(*shape.outcome) : "")
      .cell(flag(shape.late))
      .cell(shape.latency ? std::to_string(shape.latency->count()) : "")
      .end();
}

}  // namespace cancel::dashboard
