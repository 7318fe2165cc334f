#include "tail/cloud_event.hpp"

#include <catch2/catch.hpp>

#include "cancel/wire/event_codec.hpp"
#include "tail/command_delivery.hpp"
#include "tail/event_facts.hpp"

namespace cancel::tail {
namespace {

std::string cloud_event_of(const std::string& json, const std::string& log_id = "log-1") {
  return cloud_event({7, nullptr, json, log_id});
}

Event request(const std::string& space, const std::string& id, const std::string& reason) {
  Event event;
  event.position = 7;
  event.version = 2;
  event.time = Timestamp{std::chrono::seconds{1'700'000'000}};
  event.token = {space, id};
  event.data = CancellationRequested{.reason = reason};
  return event;
}

TEST_CASE("a CloudEvent has its attributes, and the event as it was published", "[cloudevents]") {
  const std::string json = encode_event(request("github", "tok-1", "too slow"));
  CHECK(
      cloud_event_of(json) ==
      R"({"specversion":"1.0","id":"7","source":"urn:canceld:log:log-1","type":"canceld.CancellationRequested",)"
      R"("time":"2023-11-14T22:13:20.000000Z","subject":"github/tok-1","datacontenttype":"application/json","data":)" +
          json + "}");
}

TEST_CASE("names that an URI can not hold are percent-encoded in the subject", "[cloudevents]") {
  const std::string json = encode_event(request("a/b", "\u00e4?%", "x"));
  CHECK(cloud_event_of(json).find(R"("subject":"a%2Fb/%C3%A4%3F%25")") != std::string::npos);
}

TEST_CASE("an event of a session has its namespace as the subject", "[cloudevents]") {
  Event event = request("github", "", "");
  event.data = SessionClosed{"s-1", SessionClosedBecause::closed};
  CHECK(cloud_event_of(encode_event(event)).find(R"("subject":"github",)") != std::string::npos);
}

TEST_CASE("an event of an unknown kind is a CloudEvent, too", "[cloudevents]") {
  CHECK(cloud_event_of(R"({"position":7,"type":"TokenPainted","time":"t","namespace":"n","token":"a","colour":1})")
            .find(R"("type":"canceld.TokenPainted")") != std::string::npos);
  CHECK(cloud_event_of(R"({"position":7})") ==
        R"({"specversion":"1.0","id":"7","source":"urn:canceld:log:log-1","type":"canceld.Unknown",)"
        R"("datacontenttype":"application/json","data":{"position":7}})");
}

TEST_CASE("a log's id can not break out of the source", "[cloudevents]") {
  CHECK(cloud_event_of("{}", "a b\"\n").find(R"("source":"urn:canceld:log:a%20b%22%0A")") != std::string::npos);
}

TEST_CASE("facts of what is no event are empty", "[cloudevents]") {
  for (const char* json : {"", "nonsense", "[1]", R"({"type":1,"data":[]})", R"({"data":{"reason":null}})"}) {
    const EventFacts facts = event_facts(json);
    CHECK(facts.type.empty());
    CHECK(facts.reason.empty());
  }
}

TEST_CASE("the environment of a command says what the event says, whatever that is", "[cloudevents]") {
  const std::string hostile = "$(reboot) `x` \"'\n\x1b[2J";
  const std::string json = encode_event(request("github", "tok-1", hostile + std::string(1, '\0') + "end"));
  const std::string log_id = "log-1";
  const auto environment = command_environment({7, nullptr, json, log_id});
  CHECK(environment.at("CANCEL_POSITION") == "7");
  CHECK(environment.at("CANCEL_LOG_ID") == "log-1");
  CHECK(environment.at("CANCEL_TYPE") == "CancellationRequested");
  CHECK(environment.at("CANCEL_NAMESPACE") == "github");
  CHECK(environment.at("CANCEL_TOKEN") == "tok-1");
  CHECK(environment.at("CANCEL_CAUSE") == "user_requested");
  CHECK(environment.at("CANCEL_MODE") == "graceful");
  CHECK(environment.at("CANCEL_REASON") == hostile + "\uFFFDend");
  CHECK(environment.at("CANCEL_TOOL").empty());
}

}  // namespace
}  // namespace cancel::tail
