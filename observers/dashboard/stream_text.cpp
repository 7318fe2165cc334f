#include "dashboard/stream_text.hpp"

#include "dashboard/json_text.hpp"

namespace cancel::dashboard {

std::string frame(std::string_view event, std::optional<Position> id, std::string_view data) {
  std::string text = "event: ";
  text += event;
  if (id) text += "\nid: " + std::to_string(*id);
  text += "\ndata: ";
  text += data;
  text += "\n\n";
  return text;
}

std::string place_json(const std::string& log_id, Position position) {
  JsonText out;
  out.begin_object();
  out.member("logId", log_id);
  out.member("position", position);
  out.end_object();
  return out.take();
}

std::string changes_text(const ChangeBatch& batch) {
  return frame("changes", batch.to,
               "{\"position\":" + std::to_string(batch.to) + ",\"events\":[" + batch.events + "]}");
}

}  // namespace cancel::dashboard
