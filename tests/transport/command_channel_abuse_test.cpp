#include <sys/socket.h>
#include <sys/un.h>

#include <catch2/catch.hpp>
#include <deque>
#include <random>
#include <string>

#include "transport_fixture.hpp"

using namespace cancel;
using namespace cancel::test;
using Catch::Matchers::Contains;

namespace {

// Sends a request and sees it answered.
bool works(ZmqCommandChannel& channel, Peer& client) {
  client.send({request(R"("still here")")});
  return until([&] {
    readable(channel.socket(), 20ms);
    for (const auto& command : channel.receive(100)) answer(channel, command);
    Frames reply = client.receive(0ms);
    while (!reply.empty() && !holds(reply.back(), "still here")) reply = client.receive(0ms);
    return !reply.empty();
  });
}

// A request of exactly this many bytes.
std::string padded_request(std::size_t bytes) {
  std::string text = request("1");
  text.insert(1, bytes - text.size(), ' ');
  return text;
}

// A connection that does not speak ZeroMQ, or not well.
FileDescriptor raw_connection(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  FileDescriptor connection(::socket(AF_UNIX, SOCK_STREAM, 0));
  REQUIRE(::connect(connection.number(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
  return connection;
}

void send_raw(const FileDescriptor& connection, const std::string& bytes) {
  // The daemon may hang up in between, which is as good.
  [[maybe_unused]] const ssize_t sent = ::send(connection.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
}

}  // namespace

TEST_CASE("a message of the largest size is taken, and a larger one drops its sender's connection alone", "[abuse]") {
  ChannelFixture fixture;
  Peer large = fixture.peer();
  Peer other = fixture.peer();
  large.send({"", padded_request(1 << 20)});
  serve(fixture.channel, 1);
  CHECK_THAT(large.receive().at(1), Contains(R"("id":1)"));

  REQUIRE(works(fixture.channel, other));
  CHECK(disconnects(fixture.context, large, [&] { large.send({"", padded_request((1 << 20) + 1)}); }));
  CHECK(fixture.channel.receive(10).empty());
  CHECK(works(fixture.channel, other));
  CHECK(works(fixture.channel, large));  // it has connected again
}

TEST_CASE("the largest size can be chosen", "[abuse]") {
  TemporaryFolder folder;
  zmq::context_t context;
  CommandChannelOptions options;
  options.limits.message_bytes = 200;
  ZmqCommandChannel channel(context, EndpointGuard(folder.ipc("command")), options);
  Peer client(context, zmq::socket_type::dealer, channel.endpoint());
  client.send({padded_request(200)});
  serve(channel, 1);
  CHECK_THAT(client.receive().at(0), Contains(R"("id":1)"));
  CHECK(disconnects(context, client, [&] { client.send({padded_request(201)}); }));
  CHECK(works(channel, client));
}

TEST_CASE("a message with too many frames before its request is refused", "[abuse]") {
  ChannelFixture fixture;
  Peer client = fixture.peer();
  Frames message(50'000, "x");
  message.back() = request("1");
  client.send(message);
  const auto commands = receive(fixture.channel, 1);
  REQUIRE(commands.size() == 1);
  CHECK(std::get<Error>(commands[0].content).code == ErrorCode::invalid_request);
  answer(fixture.channel, commands[0]);
  const Frames reply = client.receive();
  CHECK(reply.size() < message.size());
  CHECK_THAT(reply.back(), Contains("-32600") && Contains(R"("id":null)"));
  CHECK(works(fixture.channel, client));
}

TEST_CASE("random frames are answered or ignored, and the channel lives on", "[abuse]") {
  ChannelFixture fixture;
  Peer client = fixture.peer();
  std::mt19937 random(7);
  const auto number = [&random](unsigned most) { return random() % (most + 1); };
  for (int count = 0; count < 2'000; ++count) {
    Frames message(1 + number(5));
    for (std::string& frame : message) {
      frame.resize(number(40));
      for (char& byte : frame) byte = static_cast<char>(number(255));
    }
    client.send(message);
  }
  const auto commands = receive(fixture.channel, 2'000);
  for (const auto& command : commands) answer(fixture.channel, command);
  for (int count = 0; count < 2'000; ++count) REQUIRE_FALSE(client.receive().empty());
  CHECK(works(fixture.channel, client));
}

TEST_CASE("connections that do not speak ZeroMQ disturb nobody", "[abuse]") {
  ChannelFixture fixture;
  Peer client = fixture.peer();
  const std::string path = fixture.folder.path("command");
  const std::string greeting("\xFF\0\0\0\0\0\0\0\0\x7F\x03\0NULL", 16);
  std::vector<FileDescriptor> open;
  for (const std::string& bytes :
       {std::string("GET / HTTP/1.1\r\nHost: x\r\n\r\n"), std::string(100'000, '\xFF'), std::string(100'000, '\0'),
        greeting, greeting + std::string(48, '\0') + std::string("\x04\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 9),
        std::string()}) {
    open.push_back(raw_connection(path));
    send_raw(open.back(), bytes);
    const FileDescriptor closed_at_once = raw_connection(path);
    send_raw(closed_at_once, bytes);
  }
  CHECK(works(fixture.channel, client));
}

TEST_CASE("sockets of kinds that do not belong here are not listened to", "[abuse]") {
  ChannelFixture fixture;
  Peer client = fixture.peer();
  Peer push = fixture.peer(zmq::socket_type::push);
  Peer subscriber = fixture.peer(zmq::socket_type::sub);
  subscriber.socket().set(zmq::sockopt::subscribe, "");
  CHECK(works(fixture.channel, client));
}

TEST_CASE("two clients with the same routing id do not harm the others", "[abuse]") {
  ChannelFixture fixture;
  Peer bystander = fixture.peer();
  std::deque<Peer> twins;
  for (int count = 0; count < 2; ++count) {
    Peer& twin = twins.emplace_back(fixture.context, zmq::socket_type::dealer);
    twin.socket().set(zmq::sockopt::routing_id, "twin");
    twin.socket().connect(fixture.channel.endpoint());
    for (int id = 0; id < 100; ++id) twin.send({"", request(std::to_string(id))});
    REQUIRE(works(fixture.channel, bystander));
  }
  CHECK(works(fixture.channel, twins.front()));
}

TEST_CASE("a reply to a client that has gone is dropped", "[abuse]") {
  ChannelFixture fixture;
  std::vector<ReceivedCommand> commands;
  {
    Peer gone = fixture.peer();
    for (int id = 0; id < 2'000; ++id) gone.send({request(std::to_string(id))});
    commands = receive(fixture.channel, 2'000);
  }
  REQUIRE(commands.size() == 2'000);
  std::size_t next = 0;
  CHECK(until([&] {
    readable(fixture.channel.socket(), 5ms);
    answer(fixture.channel, commands.at(next++));
    return fixture.channel.dropped_replies() > 0;
  }));
  while (next < commands.size()) answer(fixture.channel, commands[next++]);
  CHECK(fixture.channel.pending() == 0);

  Peer client = fixture.peer();
  CHECK(works(fixture.channel, client));
}

TEST_CASE("a client that does not read its replies loses some, and holds up nobody", "[abuse]") {
  TemporaryFolder folder;
  zmq::context_t context;
  CommandChannelOptions options;
  options.waiting_replies = 10;
  options.linger = 0ms;
  ZmqCommandChannel channel(context, EndpointGuard(folder.ipc("command")), options);
  Peer slow(context, zmq::socket_type::dealer);
  slow.socket().set(zmq::sockopt::rcvhwm, 1);
  slow.socket().connect(channel.endpoint());
  for (int id = 0; id < 2'000; ++id) slow.send({request(std::to_string(id))});
  InfoReply large;
  large.version = std::string(10'000, 'v');
  for (const auto& command : receive(channel, 2'000)) channel.reply(command.ticket, {large});
  CHECK(channel.dropped_replies() > 0);

  Peer client(context, zmq::socket_type::dealer, channel.endpoint());
  CHECK(works(channel, client));
  CHECK_THAT(slow.receive().at(0), Contains(R"("id":0)"));
}

TEST_CASE("a client that sends faster than it is served waits, and loses nothing", "[abuse]") {
  TemporaryFolder folder;
  zmq::context_t context;
  CommandChannelOptions options;
  options.waiting_requests = 10;
  ZmqCommandChannel channel(context, EndpointGuard(folder.ipc("command")), options);
  Peer fast(context, zmq::socket_type::dealer, channel.endpoint());
  for (int id = 0; id < 3'000; ++id) fast.send({padded_request(1'000)});
  std::size_t served = 0;
  CHECK(until([&] {
    readable(channel.socket(), 50ms);
    const auto commands = channel.receive(100);
    for (const auto& command : commands) answer(channel, command);
    served += commands.size();
    return served == 3'000;
  }));
  for (int id = 0; id < 3'000; ++id) REQUIRE_FALSE(fast.receive().empty());
}

TEST_CASE("five hundred connections are served", "[abuse]") {
  ChannelFixture fixture;
  std::deque<Peer> clients;
  for (int count = 0; count < 500; ++count) clients.push_back(fixture.peer());
  for (int round = 0; round < 3; ++round) {
    for (std::size_t index = 0; index < clients.size(); ++index) clients[index].send({request(std::to_string(index))});
    serve(fixture.channel, clients.size());
    for (std::size_t index = 0; index < clients.size(); ++index) {
      REQUIRE_THAT(clients[index].receive().at(0), Contains(R"("id":)" + std::to_string(index) + ","));
    }
  }
}

TEST_CASE("a channel whose context is being ended receives nothing and does not throw", "[abuse]") {
  ChannelFixture fixture;
  Peer client = fixture.peer();
  client.send({request("1")});
  const auto commands = receive(fixture.channel, 1);
  REQUIRE(commands.size() == 1);
  fixture.context.shutdown();
  answer(fixture.channel, commands[0]);
  CHECK(fixture.channel.receive(10).empty());
  CHECK(fixture.channel.dropped_replies() == 1);
}
