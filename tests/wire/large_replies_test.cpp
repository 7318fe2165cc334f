#include <catch2/catch.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "cancel/wire/cursor.hpp"
#include "cancel/wire/event_codec.hpp"
#include "cancel/wire/reply_encoder.hpp"
#include "cancel/wire/result_rules.hpp"
#include "decoding.hpp"
#include "samples.hpp"

// Reads whose result would pass the size of a message.

namespace cancel::test {
namespace {

std::size_t count(std::string_view text, std::string_view part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + part.size())) ++found;
  return found;
}

// Whether it is JSON at all: what is JSON but no request is refused for another reason.
bool is_json(std::string_view text) {
  return std::get<Error>(decode_single(text).content).code != ErrorCode::parse_error;
}

std::vector<TokenView> tokens(std::size_t number) {
  std::vector<TokenView> all(number, sample_token());
  for (std::size_t index = 0; index < number; ++index) all[index].key = index + 1;
  return all;
}

std::vector<OperationView> operations(std::size_t number) {
  std::vector<OperationView> all(number, sample_operation());
  for (std::size_t index = 0; index < number; ++index) all[index].started_position = index + 1;
  return all;
}

std::vector<Event> events(std::size_t number) {
  std::vector<Event> all(number, sample_events().front().event);
  for (std::size_t index = 0; index < number; ++index) all[index].position = index + 1;
  return all;
}

struct LargeRead {
  std::string_view name;
  Reply reply;
  std::string_view item;                     // occurs once in each item
  std::string (*go_on)(std::size_t number);  // what the reply says behind that many items
};

std::string token_cursor(std::size_t number) {
  return R"("nextCursor":")" + encode_token_cursor(number) + "\"";
}
std::string operation_cursor(std::size_t number) {
  return R"("nextCursor":")" + encode_operation_cursor(number) + "\"";
}
std::string next_position(std::size_t number) {
  return "\"next\":" + std::to_string(number) + "}";
}

std::vector<LargeRead> large_reads(std::size_t number) {
  return {
      {"tokens", {TokenListReply{tokens(number), false}}, "\"createdAt\"", token_cursor},
      {"operations", {OperationListReply{operations(number), false}}, "\"startedAt\"", operation_cursor},
      {"status", {StatusReply{sample_token(), operations(number)}}, "\"startedAt\"", operation_cursor},
      {"events", {EventsReply{"log-1", 9'999, events(number), 5'000}}, "\"position\"", next_position},
  };
}

TEST_CASE("a read that would be too large stops early and says where to go on", "[reply][large]") {
  for (const LargeRead& read : large_reads(100)) {
    INFO(read.name);
    const std::string whole = encode_reply("7", read.reply);
    for (std::size_t most = 2'000; most < whole.size(); most += 997) {
      const std::string reply = encode_reply("7", read.reply, {most});
      const std::size_t items = count(reply, read.item);
      const std::size_t size_of_item = whole.size() / 100;
      CHECK(reply.size() <= most);
      CHECK(reply.size() + 2 * size_of_item + 256 > most);  // it is not shorter than it must be
      CHECK(items >= 1);
      CHECK(items < 100);
      CHECK(reply.find(read.go_on(items)) != std::string::npos);
      CHECK(is_json(reply));
    }
  }
}

TEST_CASE("a read that fits is whole", "[reply][large]") {
  for (const LargeRead& read : large_reads(100)) {
    INFO(read.name);
    const std::string whole = encode_reply("7", read.reply);
    CHECK(count(whole, read.item) >= 100);
    CHECK(whole == encode_reply("7", read.reply, {whole.size() + 256}));
    CHECK(whole.find("nextCursor") == std::string::npos);
  }
}

TEST_CASE("a read holds one item however small the limit is", "[reply][large]") {
  for (const LargeRead& read : large_reads(3)) {
    INFO(read.name);
    const std::string reply = encode_reply("7", read.reply, {1});
    CHECK(count(reply, read.item) == 1);
    CHECK(reply.find(read.go_on(1)) != std::string::npos);
    CHECK(is_json(reply));
  }
}

TEST_CASE("a last item that is cut off leaves no comma behind", "[reply][large]") {
  for (const LargeRead& read : large_reads(2)) {
    const std::string whole = encode_reply("7", read.reply);
    CHECK(is_json(encode_reply("7", read.reply, {whole.size() - 1})));
  }
}

TEST_CASE("statistics say how many namespaces they left out", "[reply][large]") {
  StatisticsReply statistics;
  for (int index = 100; index < 200; ++index)
    statistics.by_namespace.emplace("space-" + std::to_string(index), Counters{});
  const std::string reply = encode_reply("7", {statistics}, {10'000});
  const std::size_t items = count(reply, "\"space-");
  CHECK(reply.size() <= 10'000);
  CHECK(reply.find("\"namespaces_left_out\":" + std::to_string(100 - items)) != std::string::npos);
  CHECK(is_json(reply));
}

TEST_CASE("a page of large events stays within a message", "[reply][large]") {
  Event event = sample_events().front().event;
  event.data = CancellationRequested{std::string(4'096, '\x01')};
  const std::string reply = encode_reply("7", {EventsReply{"log-1", 1'000, std::vector<Event>(1'000, event), 1'000}});
  CHECK(reply.size() <= std::size_t{1} << 20);
  CHECK(is_json(reply));
}

std::size_t json_text_size(const std::string& text) {
  Event event = sample_events().front().event;
  event.data = OperationFinished{Outcome::succeeded, {}, text};
  const std::size_t with = encode_event_data(event).size();
  event.data = OperationFinished{Outcome::succeeded, {}, {}};
  return with - encode_event_data(event).size() - std::string_view(R"(,"result":)").size();
}

ResultReply result_of_size(std::size_t size) {
  return {{"default", "a"}, OperationState::finished, Outcome::succeeded, {}, std::string(size, 'x'), {}, {}, {}, 7};
}

TEST_CASE("a result that is asked for alone is told, however small the limit is", "[reply][large][result]") {
  CHECK(count(encode_reply("7", {result_of_size(longest_result)}, {1}), std::string(longest_result, 'x')) == 1);
}

TEST_CASE("a result that does not fit behind the other replies of its batch has to be asked for alone",
          "[reply][large][result]") {
  const std::string whole = encode_reply("7", {result_of_size(1'000)});
  for (std::size_t taken = 1; taken < 3'000; ++taken) {
    const std::string reply = encode_reply("7", {result_of_size(1'000)}, {3'000, taken});
    CHECK(is_json(reply));
    if (taken + whole.size() <= 3'000) {
      CHECK(reply == whole);
    } else {
      CHECK(count(reply, R"("data":{"name":"LimitExceeded","limit":"message_size","value":3000})") == 1);
    }
  }
}

TEST_CASE("the largest result fits into a reply and into an event, with everything else that they say",
          "[reply][large][result]") {
  const std::string longest(4'096, '\x01');
  constexpr std::size_t controls = (longest_result_json - 2 - longest_result) / 5;
  const std::string text = std::string(controls, '\x01') + std::string(longest_result - controls, 'x');
  REQUIRE_FALSE(fault_of_result(text));
  REQUIRE(json_text_size(text) > longest_result_json - 6);
  ResultReply reply = result_of_size(0);
  reply.error = reply.reason = longest;
  reply.cause = Cause::security_violation;
  reply.result = text;
  CHECK(encode_reply(R"("id")", {reply}).size() < std::size_t{1} << 20);

  Event event = sample_events().front().event;
  event.data = CancellationCompleted{Outcome::succeeded, longest, true, text};
  event.command_id = std::string(128, '\x01');
  CHECK(encode_reply("7", {EventsReply{"log-1", 1, {event, event}, 2}}).size() < std::size_t{1} << 20);
}

}  // namespace
}  // namespace cancel::test
