#include "cancel/transport/zmq_command_channel.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "transport_fixture.hpp"

using namespace cancel;
using namespace cancel::test;
using Catch::Matchers::Contains;

namespace {

std::string result(const std::string& id, Position position = 1) {
  return R"({"jsonrpc":"2.0","id":)" + id + R"(,"result":{"position":)" + std::to_string(position) + "}}";
}

}  // namespace

TEST_CASE("a REQ client gets its reply", "[channel]") {
  ChannelFixture fixture;
  Peer client = fixture.peer(zmq::socket_type::req);
  for (const std::string id : {"1", R"("one")", "9223372036854775807"}) {
    client.send({request(id)});
    serve(fixture.channel, 1);
    CHECK(client.receive() == Frames{result(id)});
  }
  CHECK(fixture.channel.pending() == 0);
}

TEST_CASE("a REQ client that correlates its replies gets them", "[channel]") {
  ChannelFixture fixture;
  Peer client(fixture.context, zmq::socket_type::req);
  client.socket().set(zmq::sockopt::req_correlate, true);
  client.socket().set(zmq::sockopt::req_relaxed, true);
  client.socket().connect(fixture.channel.endpoint());
  client.send({request("1")});
  client.send({request("2")});  // gives the first one up
  serve(fixture.channel, 2);
  CHECK(client.receive() == Frames{result("2")});
}

TEST_CASE("every frame before the last comes back unchanged and in order", "[channel]") {
  ChannelFixture fixture;
  Peer client = fixture.peer();
  Frames many(500, "");
  for (std::size_t index = 0; index < many.size(); ++index) many[index] = std::string(index % 60, char(index));
  const std::vector<Frames> envelopes{
      {}, {""}, {"", ""}, {"a", "", "b"}, {std::string("\0\xFF\n", 3), "", ""}, {std::string(40'000, 'x')}, many};
  for (const Frames& envelope : envelopes) {
    INFO(envelope.size() << " frames before the request");
    Frames message = envelope;
    message.push_back(request("1"));
    client.send(message);
    serve(fixture.channel, 1);
    message.back() = result("1");
    CHECK(client.receive() == message);
  }
}

TEST_CASE("the commands of one connection come in the order in which they were sent", "[channel]") {
  ChannelFixture fixture;
  Peer client = fixture.peer();
  for (int id = 0; id < 5'000; ++id) {
    client.send({request(std::to_string(id), "events/read", R"({"after":)" + std::to_string(id) + "}")});
  }
  const auto commands = receive(fixture.channel, 5'000);
  REQUIRE(commands.size() == 5'000);
  CHECK(fixture.channel.pending() == 5'000);
  for (std::size_t index = 0; index < commands.size(); ++index) {
    const auto& read = std::get<ReadEvents>(std::get<Command>(commands[index].content).body);
    REQUIRE(read.after == index);
    answer(fixture.channel, commands[index], index);
  }
  for (Position id = 0; id < 5'000; ++id) REQUIRE(client.receive() == Frames{result(std::to_string(id), id)});
}

TEST_CASE("replies may go out in another order than their commands came in", "[channel]") {
  ChannelFixture fixture;
  Peer first = fixture.peer();
  Peer second = fixture.peer();
  first.send({"one", request("1")});
  const auto one = receive(fixture.channel, 1);
  second.send({"two", request("2")});
  first.send({"three", request("3")});
  const auto others = receive(fixture.channel, 2);
  REQUIRE(others.size() == 2);

  for (const ReceivedCommand& command : others) answer(fixture.channel, command, 5);
  answer(fixture.channel, one.at(0), 6);

  CHECK(second.receive() == Frames{"two", result("2", 5)});
  CHECK(first.receive() == Frames{"three", result("3", 5)});
  CHECK(first.receive() == Frames{"one", result("1", 6)});
}

TEST_CASE("receiving stops at about as many commands as were asked for", "[channel]") {
  ChannelFixture fixture;
  Peer client = fixture.peer();
  for (int id = 0; id < 10; ++id) client.send({request(std::to_string(id))});
  std::size_t received = 0;
  REQUIRE(until([&] {
    readable(fixture.channel.socket(), 50ms);
    const auto commands = fixture.channel.receive(3);
    REQUIRE(commands.size() <= 3);
    received += commands.size();
    for (const auto& command : commands) answer(fixture.channel, command);
    return received == 10;
  }));
  CHECK(fixture.channel.receive(3).empty());
  CHECK(fixture.channel.receive(0).empty());
}

TEST_CASE("what was left by one receive is seen by the next poll, also after replies", "[channel]") {
  ChannelFixture fixture;
  Peer client = fixture.peer();
  for (int id = 0; id < 100; ++id) client.send({request(std::to_string(id))});
  for (int id = 0; id < 100; ++id) {
    REQUIRE(readable(fixture.channel.socket(), patience));
    for (const auto& command : fixture.channel.receive(1)) answer(fixture.channel, command);
  }
  for (int id = 0; id < 100; ++id) REQUIRE(client.receive() == Frames{result(std::to_string(id))});
}

TEST_CASE("the replies to a batch are one array in the batch's order, whatever order they are given in", "[channel]") {
  ChannelFixture fixture;
  Peer client = fixture.peer();
  client.send({"x", "", "[" + request("1") + "," + request("2") + "," + request("3") + "]"});
  const auto commands = receive(fixture.channel, 3);
  REQUIRE(commands.size() == 3);
  answer(fixture.channel, commands[2], 13);
  answer(fixture.channel, commands[0], 11);
  answer(fixture.channel, commands[1], 12);
  CHECK(client.receive() ==
        Frames{"x", "", "[" + result("1", 11) + "," + result("2", 12) + "," + result("3", 13) + "]"});
}

TEST_CASE("a batch of one is answered with an array", "[channel]") {
  ChannelFixture fixture;
  Peer client = fixture.peer(zmq::socket_type::req);
  client.send({"[" + request("7") + "]"});
  serve(fixture.channel, 1);
  CHECK(client.receive() == Frames{"[" + result("7") + "]"});
}

TEST_CASE("a batch with a request that is answered late does not hold up its connection", "[channel]") {
  ChannelFixture fixture;
  Peer client = fixture.peer();
  const std::string wait =
      request(R"("w")", "cancellation/wait", R"({"id":"t","until":"cancelled","timeoutMs":60000})");
  client.send({"[" + request("1") + "," + wait + "," + request("3") + "]"});
  const auto batch = receive(fixture.channel, 3);
  REQUIRE(batch.size() == 3);
  answer(fixture.channel, batch[0], 1);
  answer(fixture.channel, batch[2], 3);
  CHECK(fixture.channel.pending() == 1);

  client.send({request("4")});
  serve(fixture.channel, 1);
  CHECK(client.receive() == Frames{result("4")});

  answer(fixture.channel, batch[1], 2);
  CHECK(client.receive() == Frames{"[" + result("1", 1) + "," + result(R"("w")", 2) + "," + result("3", 3) + "]"});
  CHECK(fixture.channel.pending() == 0);
}

TEST_CASE("a batch holds refusals and results side by side", "[channel]") {
  ChannelFixture fixture;
  Peer client = fixture.peer();
  client.send({"[" + request("1") + R"(,{"jsonrpc":"2.0","method":"server/info"},)" + request("2", "no/such") + "]"});
  serve(fixture.channel, 3);
  const Frames reply = client.receive();
  REQUIRE(reply.size() == 1);
  CHECK_THAT(reply[0], Catch::StartsWith("[" + result("1") + ",{"));
  CHECK_THAT(reply[0], Contains(R"("id":null)") && Contains("-32600") && Contains("-32601"));
}

TEST_CASE("a batch of a thousand requests is carried out, and one of more is refused as a whole", "[channel]") {
  ChannelFixture fixture;
  Peer client = fixture.peer();
  std::string thousand = "[" + request("0");
  for (int id = 1; id < 1'000; ++id) thousand += "," + request(std::to_string(id));
  client.send({thousand + "]"});
  serve(fixture.channel, 1'000);
  CHECK_THAT(client.receive().at(0), Catch::EndsWith(result("999") + "]"));
  client.send({thousand + "," + request("1000") + "]"});
  serve(fixture.channel, 1);
  CHECK_THAT(client.receive().at(0), Catch::StartsWith("{") && Contains("-32600"));
}

TEST_CASE("the reads of one batch share the largest reply", "[channel]") {
  TemporaryFolder folder;
  zmq::context_t context;
  CommandChannelOptions options;
  options.limits.message_bytes = 20'000;
  ZmqCommandChannel channel(context, EndpointGuard(folder.ipc("command")), options);
  Peer client(context, zmq::socket_type::dealer, channel.endpoint());
  std::string batch = "[" + request("0", "cancellation/list");
  for (int id = 1; id < 20; ++id) batch += "," + request(std::to_string(id), "cancellation/list");
  client.send({batch + "]"});
  TokenListReply page;
  for (TokenKey key = 1; key <= 100; ++key) {
    TokenView token;
    token.key = key;
    token.name.id = "t" + std::to_string(key);
    page.tokens.push_back(token);
  }
  for (const auto& command : receive(channel, 20)) channel.reply(command.ticket, {page});
  const Frames reply = client.receive();
  REQUIRE(reply.size() == 1);
  CHECK(reply[0].size() < 40'000);
  CHECK_THAT(reply[0], Contains("nextCursor"));
}

TEST_CASE("what is not a request is answered in its turn", "[channel]") {
  ChannelFixture fixture;
  Peer client = fixture.peer();
  const std::vector<std::pair<std::string, std::string>> cases{
      {"", "-32700"},  {"{", "-32700"},  {"\xFF\xFE", "-32700"},      {"[]", "-32600"},
      {"7", "-32600"}, {"{}", "-32600"}, {R"({"id":1.5})", "-32600"}, {std::string(1, '\0'), "-32700"}};
  for (const auto& [text, code] : cases) client.send({"", text});
  client.send({"", request("8")});
  serve(fixture.channel, cases.size() + 1);
  for (const auto& [text, code] : cases) {
    INFO(text);
    const Frames reply = client.receive();
    REQUIRE(reply.size() == 2);
    CHECK_THAT(reply[1], Contains(R"("id":null)") && Contains(code));
  }
  CHECK(client.receive() == Frames{"", result("8")});
}

TEST_CASE("commands travel over tcp, to a port that the system chose", "[channel]") {
  zmq::context_t context;
  ZmqCommandChannel channel(context, EndpointGuard("tcp://127.0.0.1:*"));
  CHECK_THAT(channel.endpoint(), Catch::StartsWith("tcp://127.0.0.1:") && !Catch::EndsWith("*"));
  Peer client(context, zmq::socket_type::req, channel.endpoint());
  client.send({request("1")});
  serve(channel, 1);
  CHECK(client.receive() == Frames{result("1")});
}

TEST_CASE("commands travel over IPv6 loopback, where the machine has it", "[channel]") {
  zmq::context_t context;
  std::unique_ptr<ZmqCommandChannel> channel;
  try {
    channel = std::make_unique<ZmqCommandChannel>(context, EndpointGuard("tcp://[::1]:*"));
  } catch (const EndpointError& error) {
    WARN(error.what());
    return;
  }
  Peer client(context, zmq::socket_type::req);
  client.socket().set(zmq::sockopt::ipv6, true);
  client.socket().connect(channel->endpoint());
  client.send({request("1")});
  serve(*channel, 1);
  CHECK(client.receive() == Frames{result("1")});
}

TEST_CASE("large replies arrive whole", "[channel]") {
  ChannelFixture fixture;
  Peer client = fixture.peer();
  for (const std::size_t size : {0u, 8'000u, 9'000u, 900'000u}) {
    client.send({request("1")});
    InfoReply info;
    info.version = std::string(size, 'v');
    for (const auto& command : receive(fixture.channel, 1)) fixture.channel.reply(command.ticket, {info});
    CHECK(holds(client.receive().at(0), '"' + info.version + '"'));
  }
}

TEST_CASE("the last replies leave after the channel has gone", "[channel]") {
  TemporaryFolder folder;
  zmq::context_t context;
  auto channel = std::make_unique<ZmqCommandChannel>(context, EndpointGuard(folder.ipc("command")));
  Peer client(context, zmq::socket_type::dealer, channel->endpoint());
  for (int id = 0; id < 1'000; ++id) client.send({request(std::to_string(id))});
  serve(*channel, 1'000);
  channel.reset();
  for (int id = 0; id < 1'000; ++id) REQUIRE(client.receive() == Frames{result(std::to_string(id))});
}

TEST_CASE("a channel can be opened again where it was, and its clients go on", "[channel]") {
  TemporaryFolder folder;
  zmq::context_t context;
  Peer client(context, zmq::socket_type::dealer, folder.ipc("command"));
  for (int round = 0; round < 3; ++round) {
    ZmqCommandChannel channel(context, EndpointGuard(folder.ipc("command")));
    CHECK(channel.endpoint() == folder.ipc("command"));
    REQUIRE(until([&] {
      client.send({request("1")});
      for (const auto& command : channel.receive(10)) answer(channel, command);
      return !client.receive(20ms).empty();
    }));
    while (!client.receive(0ms).empty()) {
    }
  }
}
