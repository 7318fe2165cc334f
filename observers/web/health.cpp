#include "web/health.hpp"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "text/number_text.hpp"
#include "text/visible.hpp"
#include "web/answers.hpp"

namespace cancel::web {

namespace {

std::string json_text(const std::string& status, const std::optional<std::string>& reason) {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
  const auto text = [&](const std::string& value) {
    writer.String(value.data(), static_cast<rapidjson::SizeType>(value.size()));
  };
  writer.StartObject();
  writer.Key("status");
  text(status);
  if (reason) {
    writer.Key("reason");
    text(*reason);
  }
  writer.EndObject();
  return {buffer.GetString(), buffer.GetSize()};
}

// `reason` is one line of text that is shown as it is.
http::Response answer(const http::Request& request, int code, const std::string& status,
                      const std::optional<std::string>& reason = {}) {
  http::Response response = http::text_response(code, reason.value_or(status));
  if (asks_for_json(request)) {
    response.headers.set("Content-Type", "application/json");
    response.body = json_text(status, reason) + '\n';
  }
  response.headers.set("Cache-Control", "no-store");
  return response;
}

}  // namespace

std::optional<std::string> unready(const live::Standing& standing) {
  if (!standing.connected) {
    return "no contact with the daemon" + (standing.fault.empty() ? std::string() : ": " + standing.fault);
  }
  if (!standing.caught_up) return "catching up: " + text::grouped(standing.lag()) + " events to read";
  return std::nullopt;
}

std::optional<http::Response> answer_health(const http::Request& request,
                                            const std::function<std::optional<std::string>()>& why_unready) {
  const bool ready = request.path == "/readyz";
  if (!ready && request.path != "/healthz") return std::nullopt;
  if (!only_reads(request)) return method_not_allowed("GET, HEAD");
  if (!ready) return answer(request, 200, "ok");
  const auto reason = why_unready();
  if (!reason) return answer(request, 200, "ready");
  return answer(request, 503, "unready", text::visible(*reason));
}

}  // namespace cancel::web
