#include <type_traits>
#include <variant>
#include <vector>

#include "text/duration.hpp"
#include "text/event_line.hpp"
#include "text/number_text.hpp"
#include "text/visible.hpp"

namespace cancel::text {

namespace {

// Collects "name value" phrases; what is absent leaves no trace.
class Phrases {
 public:
  void add(std::string phrase) { phrases_.push_back(std::move(phrase)); }
  void add(const char* name, const std::optional<std::string>& value) {
    if (value) add(std::string(name) + " " + visible(*value));
  }
  void add(const char* name, const std::optional<Millis>& value) {
    if (value) add(std::string(name) + " " + duration_text(*value));
  }
  void add_quoted(const std::optional<std::string>& value) {
    if (value) add("\"" + visible(*value) + "\"");
  }
  // Of what may be long, and is for programs.
  void add_size(const char* name, const std::optional<std::string>& value) {
    if (value) add(std::string(name) + " " + grouped(value->size()) + (value->size() == 1 ? " byte" : " bytes"));
  }
  void add(const Labels& labels) {
    for (const auto& [name, value] : labels) add(visible(name) + "=" + visible(value));
  }
  void add(const std::vector<TokenName>& parents) {
    for (const TokenName& parent : parents) add("under " + visible(parent.space) + "/" + visible(parent.id));
  }

  std::string joined() const {
    std::string text;
    for (const std::string& phrase : phrases_) text += (text.empty() ? "" : ", ") + phrase;
    return text;
  }

 private:
  std::vector<std::string> phrases_;
};

std::string request_id_text(const RequestId& id) {
  return std::visit(
      [](const auto& value) {
        if constexpr (std::is_same_v<std::decay_t<decltype(value)>, std::string>)
          return "\"" + visible(value) + "\"";
        else
          return std::to_string(value);
      },
      id);
}

void tell(Phrases& phrases, const TokenCreated& data) {
  phrases.add("time to live", data.ttl);
  phrases.add(data.parents);
  phrases.add(data.labels);
}

void tell(Phrases& phrases, const OperationStarted& data) {
  phrases.add("tool", data.tool);
  if (data.request_id) phrases.add("request " + request_id_text(*data.request_id));
  phrases.add("session", data.session);
  phrases.add("deadline", data.deadline);
  phrases.add("grace", data.grace);
  phrases.add("force time", data.force);
  if (data.already_running) phrases.add("already running");
  phrases.add(data.parents);
  phrases.add(data.labels);
}

void tell(Phrases& phrases, const CancellationRequested& data) {
  phrases.add(std::string(to_string(data.cause)));
  phrases.add(std::string(to_string(data.mode)));
  phrases.add_quoted(data.reason);
  phrases.add("by", data.requested_by);
  phrases.add("grace", data.grace);
  phrases.add("force time", data.force);
}

void tell(Phrases& phrases, const CancellationEscalated& data) {
  phrases.add(std::string(to_string(data.because)));
}

void tell(Phrases& phrases, const CancellationCompleted& data) {
  phrases.add(std::string(to_string(data.outcome)));
  phrases.add_quoted(data.error);
  phrases.add_size("result", data.result);
  if (data.late) phrases.add("late");
}

void tell(Phrases& phrases, const CancellationExpired& data) {
  phrases.add(std::string(to_string(data.because)));
}

void tell(Phrases& phrases, const OperationFinished& data) {
  phrases.add(std::string(to_string(data.outcome)));
  phrases.add_quoted(data.error);
  phrases.add_size("result", data.result);
}

void tell(Phrases& phrases, const SessionOpened& data) {
  phrases.add("session", std::optional<std::string>(data.session));
  phrases.add("name", std::optional<std::string>(data.name));
  phrases.add("version", data.version);
  if (data.pid) phrases.add("pid " + std::to_string(*data.pid));
  phrases.add("host", data.host);
  phrases.add("lease", std::optional<Millis>(data.lease));
}

void tell(Phrases& phrases, const SessionClosed& data) {
  phrases.add("session", std::optional<std::string>(data.session));
  phrases.add(std::string(to_string(data.because)));
}

void tell(Phrases&, const CancellationExecuted&) {}
void tell(Phrases&, const TokenReleased&) {}

}  // namespace

std::string event_details(const Event& event) {
  Phrases phrases;
  std::visit([&phrases](const auto& data) { tell(phrases, data); }, event.data);
  return phrases.joined();
}

}  // namespace cancel::text
