#include "http/post_channel.hpp"

#include <catch2/catch.hpp>
#include <thread>

namespace cancel::mcp {
namespace {

using Decide = PostChannel::Decide;
using Texts = std::vector<std::string>;

// A channel, and what it made of what it was told.
struct Scene {
  explicit Scene(std::size_t requests = 1) {
    PostChannel::Answers answers;
    answers.as_json = [this](const std::string& json) { said.push_back("json " + json); };
    answers.begin_stream = [this] { said.push_back("begin"); };
    answers.add_to_stream = [this](const std::string& json, bool is_report) {
      said.push_back((is_report ? "report " : "event ") + json);
    };
    answers.end_stream = [this] { said.push_back("end"); };
    answers.release = [this] { said.push_back("release"); };
    channel.emplace(requests, std::move(answers));
  }

  void answer(const std::string& json) {
    channel->send(MessageKind::response, json);
    channel->request_over(true);
  }

  Texts said;
  std::optional<PostChannel> channel;
};

TEST_CASE("a response that is there at once is the whole answer", "[http]") {
  Scene scene;
  scene.answer("1");
  CHECK(scene.said.empty());
  scene.channel->decide(true, Decide::at_once);
  CHECK(scene.said == Texts{"json 1"});
}

TEST_CASE("without a response by then it is a stream, which ends with the request", "[http]") {
  Scene scene;
  scene.channel->decide(true, Decide::at_once);
  CHECK(scene.said == Texts{"begin"});
  scene.channel->send(MessageKind::report, "p");
  scene.answer("1");
  CHECK(scene.said == Texts{"begin", "report p", "event 1", "end"});
}

TEST_CASE("a response with something before it is a stream", "[http]") {
  Scene scene;
  scene.channel->send(MessageKind::report, "p");
  scene.answer("1");
  scene.channel->decide(true, Decide::at_once);
  CHECK(scene.said == Texts{"begin", "report p", "event 1", "end"});
}

TEST_CASE("responses to several requests share a stream, which ends with the last of them", "[http]") {
  Scene scene(2);
  scene.answer("1");
  scene.channel->decide(false, Decide::at_once);
  CHECK(scene.said == Texts{"begin", "event 1"});
  scene.answer("2");
  CHECK(scene.said == Texts{"begin", "event 1", "event 2", "end"});
}

TEST_CASE("a request that its peer gave up leaves a stream without a response", "[http]") {
  Scene scene;
  scene.channel->request_over(false);
  scene.channel->decide(true, Decide::at_once);
  CHECK(scene.said == Texts{"begin", "end"});
}

TEST_CASE("where the first message decides, a late response alone is the whole answer", "[http]") {
  Scene scene;
  scene.channel->decide(true, Decide::by_first);
  CHECK(scene.said.empty());
  scene.answer("1");
  CHECK(scene.said == Texts{"json 1"});
}

TEST_CASE("where the first message decides, a report makes it a stream", "[http]") {
  Scene scene;
  scene.channel->decide(true, Decide::by_first);
  scene.channel->send(MessageKind::report, "p");
  CHECK(scene.said == Texts{"begin", "report p"});
  scene.answer("1");
  CHECK(scene.said == Texts{"begin", "report p", "event 1", "end"});
}

TEST_CASE("where the first message decides, it is a stream when it is told to be", "[http]") {
  Scene scene;
  scene.channel->decide(true, Decide::by_first);
  scene.channel->begin_stream();
  scene.channel->begin_stream();
  CHECK(scene.said == Texts{"begin"});
  scene.answer("1");
  scene.channel->begin_stream();
  CHECK(scene.said == Texts{"begin", "event 1", "end"});
}

TEST_CASE("where the first message decides, a request that is given up ends as a stream", "[http]") {
  Scene scene;
  scene.channel->decide(true, Decide::by_first);
  scene.channel->request_over(false);
  CHECK(scene.said == Texts{"begin", "end"});
}

TEST_CASE("what comes after the end is dropped", "[http]") {
  Scene scene;
  scene.answer("1");
  scene.channel->decide(true, Decide::at_once);
  scene.answer("2");
  scene.channel->send(MessageKind::report, "p");
  scene.channel->release_connection();
  scene.channel->begin_stream();
  CHECK(scene.said == Texts{"json 1"});
}

TEST_CASE("a connection is let go when the stream has begun, though it was asked for before", "[http]") {
  Scene scene;
  scene.channel->release_connection();
  CHECK(scene.said.empty());
  scene.channel->decide(true, Decide::at_once);
  CHECK(scene.said == Texts{"begin", "release"});
  scene.channel->release_connection();
  CHECK(scene.said == Texts{"begin", "release", "release"});
}

TEST_CASE("whoever comes first, the answer is whole", "[http]") {
  for (int round = 0; round < 500; ++round) {
    Scene scene;
    std::thread worker([&] {
      scene.channel->send(MessageKind::report, "p");
      scene.answer("1");
    });
    scene.channel->decide(true, Decide::at_once);
    worker.join();
    REQUIRE(scene.said == Texts{"begin", "report p", "event 1", "end"});
  }
}

}  // namespace
}  // namespace cancel::mcp
