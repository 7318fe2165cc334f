#include "cancel/transport/zmq_event_publisher.hpp"

#include <catch2/catch.hpp>
#include <set>
#include <string>

#include "transport_fixture.hpp"

using namespace cancel;
using namespace cancel::test;
using Catch::Matchers::Contains;

namespace {

Event event(Position position, const std::string& space, const std::string& token,
            EventData data = CancellationRequested{}) {
  Event made;
  made.position = position;
  made.version = 1;
  made.token = {space, token};
  made.data = std::move(data);
  return made;
}

struct PublisherFixture {
  TemporaryFolder folder;
  zmq::context_t context;
  ZmqEventPublisher publisher{context, EndpointGuard(folder.ipc("event")), {}};
  Position next_probe = 1'000'000;

  // A subscriber whose subscriptions have arrived.
  Peer subscriber(const std::vector<std::string>& prefixes) {
    Peer made(context, zmq::socket_type::sub);
    made.socket().set(zmq::sockopt::rcvhwm, 0);
    for (const std::string& prefix : prefixes) made.socket().set(zmq::sockopt::subscribe, prefix);
    made.socket().set(zmq::sockopt::subscribe, "probe ");
    made.socket().connect(publisher.endpoint());
    const Position probe = next_probe++;
    REQUIRE(until([&] {
      publisher.publish(event(probe, "probe", "p"));
      return !made.receive(5ms).empty();
    }));
    topics(made);  // takes out what is left of the probes
    return made;
  }

  // All topics that `peer` has got, once what was published so far has arrived.
  std::vector<std::string> topics(Peer& peer) {
    const Position probe = next_probe++;
    publisher.publish(event(probe, "probe", "p"));
    std::vector<std::string> all;
    while (true) {
      const Frames message = peer.receive();
      REQUIRE(message.size() == 2);
      if (holds(message[1], "\"position\":" + std::to_string(probe) + ",")) return all;
      if (message[0].rfind("probe ", 0) != 0) all.push_back(message[0]);
    }
  }

  void publish_samples(const std::string& token = "tok") {
    publisher.publish(event(1, "ns", token));
    publisher.publish(event(2, "ns", "token2", TokenReleased{}));
    publisher.publish(event(3, "ns2", token));
    publisher.publish(event(4, "ns", "", SessionOpened{}));
    publisher.heartbeat("log", 4, Timestamp{});
  }
};

using Topics = std::vector<std::string>;

const std::string requested = "ns tok CancellationRequested";
const std::string released = "ns token2 TokenReleased";
const std::string elsewhere = "ns2 tok CancellationRequested";
const std::string session = "ns $session SessionOpened";

// Publishes an event with this topic until `peer` gets it; calls `other` for each different message that comes before.
bool arrives(
    ZmqEventPublisher& publisher, Peer& peer, const std::string& topic, const std::function<void()>& other = [] {}) {
  const std::string token = topic.substr(3, topic.size() - 4);
  return until([&] {
    publisher.publish(event(1, "ns", token));
    while (true) {
      const Frames message = peer.receive(5ms);
      if (message.empty()) return false;
      if (message[0].rfind(topic, 0) == 0) return true;
      other();
    }
  });
}

// The position of the next message with this topic; others are skipped.
Position next_of(Peer& peer, const std::string& topic) {
  while (true) {
    const Frames message = peer.receive();
    if (message.size() != 2) return 0;
    if (message[0] == topic) return std::stoull(message[1].substr(message[1].find(':') + 1));
  }
}

}  // namespace

TEST_CASE("prefixes subscribe to a namespace, a token, everything, or the heartbeat", "[publisher]") {
  PublisherFixture fixture;
  Peer space = fixture.subscriber({"ns "});
  Peer token = fixture.subscriber({"ns tok "});
  Peer sessions = fixture.subscriber({"ns $session "});
  Peer heartbeat = fixture.subscriber({"$heartbeat"});
  Peer everything = fixture.subscriber({""});
  Peer nothing = fixture.subscriber({});
  fixture.publish_samples();

  CHECK(fixture.topics(space) == Topics{requested, released, session});
  CHECK(fixture.topics(token) == Topics{requested});
  CHECK(fixture.topics(sessions) == Topics{session});
  CHECK(fixture.topics(heartbeat) == Topics{"$heartbeat"});
  CHECK(fixture.topics(everything) == Topics{requested, released, elsewhere, session, "$heartbeat"});
  CHECK(fixture.topics(nothing).empty());
}

TEST_CASE("an event is its topic and its JSON", "[publisher]") {
  PublisherFixture fixture;
  Peer all = fixture.subscriber({"ns "});
  fixture.publisher.publish(event(7, "ns", "tok"));
  const Frames message = all.receive();
  REQUIRE(message.size() == 2);
  CHECK(message[0] == requested);
  CHECK_THAT(message[1], Contains("\"position\":7") && Contains("\"type\":\"CancellationRequested\""));
}

TEST_CASE("a heartbeat tells log, head and time", "[publisher]") {
  PublisherFixture fixture;
  Peer heartbeat = fixture.subscriber({"$heartbeat"});
  fixture.publisher.heartbeat("the-log", 42, Timestamp{});
  const Frames message = heartbeat.receive();
  REQUIRE(message.size() == 2);
  CHECK(message[0] == "$heartbeat");
  CHECK_THAT(message[1], Contains("\"logId\":\"the-log\"") && Contains("\"head\":42") &&
                             Contains("\"time\":\"1970-01-01T00:00:00"));
}

TEST_CASE("the longest names make topics that arrive", "[publisher]") {
  PublisherFixture fixture;
  const std::string space(64, 'n');
  const std::string token(128, 't');
  Peer exact = fixture.subscriber({space + " " + token + " "});
  fixture.publisher.publish(event(1, space, token));
  CHECK(fixture.topics(exact) == Topics{space + " " + token + " CancellationRequested"});
}

TEST_CASE("events arrive in the order in which they were published", "[publisher]") {
  PublisherFixture fixture;
  Peer all = fixture.subscriber({"ns "});
  for (Position position = 1; position <= 20'000; ++position) fixture.publisher.publish(event(position, "ns", "tok"));
  for (Position position = 1; position <= 20'000; ++position) {
    const Frames message = all.receive();
    REQUIRE(message.size() == 2);
    REQUIRE(holds(message[1], "\"position\":" + std::to_string(position) + ","));
  }
}

TEST_CASE("publishing to nobody does nothing", "[publisher]") {
  PublisherFixture fixture;
  for (int count = 0; count < 1'000; ++count) fixture.publish_samples();
}

TEST_CASE("a subscriber that does not read disturbs no other", "[publisher]") {
  TemporaryFolder folder;
  zmq::context_t context;
  EventPublisherOptions options;
  options.waiting_messages = 1'000;
  options.linger = 0ms;
  ZmqEventPublisher publisher(context, EndpointGuard(folder.ipc("event")), options);
  Peer stalled(context, zmq::socket_type::sub);
  stalled.socket().set(zmq::sockopt::rcvhwm, 1);
  Peer reader(context, zmq::socket_type::sub);
  for (Peer* peer : {&stalled, &reader}) {
    peer->socket().set(zmq::sockopt::subscribe, "ns ");
    peer->socket().connect(publisher.endpoint());
    REQUIRE(arrives(publisher, *peer, "ns start "));
  }

  Event large = event(0, "ns", "tok", CancellationRequested{std::string(4'000, 'r')});
  for (Position position = 1; position <= 5'000; ++position) {
    large.position = position;
    publisher.publish(large);
    REQUIRE(next_of(reader, requested) == position);
  }
  std::size_t kept = 0;
  CHECK(arrives(publisher, stalled, "ns end ", [&] { ++kept; }));
  CHECK(kept < 5'000);
}

TEST_CASE("a subscription larger than any topic drops its sender's connection alone", "[publisher]") {
  PublisherFixture fixture;
  Peer other = fixture.subscriber({"ns "});
  Peer hostile(fixture.context, zmq::socket_type::sub);
  hostile.socket().set(zmq::sockopt::subscribe, std::string(100'000, 'x'));
  CHECK(disconnects(fixture.context, hostile, [&] { hostile.socket().connect(fixture.publisher.endpoint()); }));
  fixture.publish_samples();
  CHECK(fixture.topics(other) == Topics{requested, released, session});
}

TEST_CASE("ten thousand subscriptions of one subscriber outlive a restart of the publisher", "[publisher]") {
  constexpr int count = 10'000;
  TemporaryFolder folder;
  zmq::context_t context;
  Peer subscriber(context, zmq::socket_type::sub);
  subscriber.socket().set(zmq::sockopt::rcvhwm, 0);
  subscriber.socket().set(zmq::sockopt::reconnect_ivl, 10);
  for (int index = 0; index < count; ++index) {
    subscriber.socket().set(zmq::sockopt::subscribe, "ns tok-" + std::to_string(index) + " ");
  }
  subscriber.socket().connect(folder.ipc("event"));
  for (int start = 0; start < 2; ++start) {
    ZmqEventPublisher publisher(context, EndpointGuard(folder.ipc("event")));
    std::set<std::string> seen;
    const bool all = until([&] {
      for (int index = 0; index < count; ++index) {
        const std::string token = "tok-" + std::to_string(index);
        if (seen.count("ns " + token + " CancellationRequested") == 0) publisher.publish(event(1, "ns", token));
      }
      while (true) {
        const Frames message = subscriber.receive(50ms);
        if (message.empty()) return seen.size() == count;
        seen.insert(message.front());
      }
    });
    INFO("start " << start << ": " << seen.size() << " subscriptions");
    CHECK(all);
  }
}

TEST_CASE("events travel over tcp, to a port that the system chose", "[publisher]") {
  zmq::context_t context;
  ZmqEventPublisher publisher(context, EndpointGuard("tcp://127.0.0.1:*"));
  CHECK_THAT(publisher.endpoint(), Catch::StartsWith("tcp://127.0.0.1:") && !Catch::EndsWith("*"));
  Peer subscriber(context, zmq::socket_type::sub, publisher.endpoint());
  subscriber.socket().set(zmq::sockopt::subscribe, "ns ");
  CHECK(until([&] {
    publisher.publish(event(1, "ns", "tok"));
    return !subscriber.receive(5ms).empty();
  }));
}

TEST_CASE("a publisher whose context is being ended does not throw", "[publisher]") {
  PublisherFixture fixture;
  fixture.context.shutdown();
  fixture.publish_samples();
}
