#include "cancel/wire/reply_decoder.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "cancel/wire/cursor.hpp"
#include "cancel/wire/reply_encoder.hpp"
#include "cancel/wire/reply_of.hpp"
#include "random_replies.hpp"
#include "samples.hpp"

// What the daemon answers is what a client gets.

namespace cancel::test {
namespace {

// The `result` of the message that the daemon sends.
std::string result_of(const Reply& reply, const ReplyLimits& limits = {}) {
  constexpr std::string_view before = R"({"jsonrpc":"2.0","id":7,"result":)";
  const std::string message = encode_reply("7", reply, limits);
  REQUIRE(message.starts_with(before));
  return message.substr(before.size(), message.size() - before.size() - 1);
}

template <typename Body>
Decoded<Body> decoded(const std::string& json) {
  Result<Decoded<Body>> result = decode_result<Body>(json);
  INFO(json << " -> " << (result ? "" : result.error().message));
  REQUIRE(result);
  return *result;
}

// Without what does not travel.
TokenView carried(TokenView token) {
  token.key = 0;
  token.executed_at.reset();
  token.escalated_at.reset();
  token.expired_at.reset();
  token.outcome.reset();
  token.has_operation = false;
  return token;
}

OperationView carried(OperationView operation) {
  operation.started_position = 0;
  return operation;
}

template <typename View>
std::vector<View> carried(std::vector<View> views) {
  for (View& view : views) view = carried(view);
  return views;
}

// What a page of a list is for a client.
TokenPage page_of(const TokenListReply& reply) {
  TokenPage page{carried(reply.tokens), {}};
  if (reply.more && !reply.tokens.empty()) page.next_cursor = encode_token_cursor(reply.tokens.back().key);
  return page;
}

OperationPage page_of(const OperationListReply& reply) {
  OperationPage page{carried(reply.operations), {}};
  if (!reply.more || reply.operations.empty()) return page;
  page.next_cursor = encode_operation_cursor(reply.operations.back().started_position);
  return page;
}

// What a client gets says all that was sent: it makes the same result again.
template <typename Body>
void check_round_trip(const Body& body, bool replayed) {
  const std::string json = result_of({body, replayed});
  const Decoded<Body> got = decoded<Body>(json);
  CHECK(got.replayed == replayed);
  CHECK(result_of({got.reply, got.replayed}) == json);
}

void check_round_trip(const Error&, bool) {}

void check_round_trip(const TokenListReply& body, bool) {
  CHECK(decoded<TokenPage>(result_of({body})).reply == page_of(body));
}

void check_round_trip(const OperationListReply& body, bool) {
  CHECK(decoded<OperationPage>(result_of({body})).reply == page_of(body));
}

TEST_CASE("random replies of every shape arrive as they were sent", "[decode][random]") {
  constexpr std::size_t shapes = std::variant_size_v<ReplyBody>;
  RandomValues random;
  INFO("WIRE_TEST_SEED=" << random.seed());
  for (std::size_t round = 0; round < 300 * shapes; ++round) {
    const Reply reply{random_reply(random, round % shapes), random.truth()};
    std::visit([&](const auto& body) { check_round_trip(body, reply.replayed); }, reply.body);
  }
}

TEST_CASE("a status has the token and what runs under it", "[decode]") {
  const auto got = decoded<StatusReply>(result_of({StatusReply{sample_token(), {sample_operation()}}}));
  CHECK(got.reply.token == carried(sample_token()));
  CHECK(got.reply.operations == std::vector{carried(sample_operation())});
  CHECK_FALSE(got.next_cursor);
  CHECK_FALSE(got.replayed);
}

TEST_CASE("a status too large for one message says where its operations go on", "[decode]") {
  OperationView second = sample_operation();
  second.started_position = 19;
  const StatusReply whole{sample_token(), {sample_operation(), second}};
  const auto got = decoded<StatusReply>(result_of({whole}, {1}));
  CHECK(got.reply.operations.size() == 1);
  CHECK(got.next_cursor == encode_operation_cursor(18));
}

TEST_CASE("a token that is known by its cancellation alone was created at no time", "[decode]") {
  TokenView remembered = carried(sample_token());
  remembered.created_at.reset();
  CHECK(decoded<StatusReply>(result_of({StatusReply{remembered, {}}})).reply.token == remembered);
}

TEST_CASE("a create says whether the token is cancelled, and why", "[decode]") {
  const auto cancelled = decoded<CreateReply>(result_of({CreateReply{sample_token(), 17}, true}));
  CHECK(cancelled.replayed);
  CHECK(cancelled.reply.position == 17);
  CHECK(cancelled.reply.token.cancelled());
  CHECK(cancelled.reply.token.requested_at == sample_time);
  CHECK(cancelled.reply.token.reason == "too slow");
  CHECK(cancelled.reply.token.cause == Cause::timeout);
  CHECK(cancelled.reply.token.mode == Mode::force);

  const auto active = decoded<CreateReply>(result_of({CreateReply{sample_active_token(), 17}}));
  CHECK(active.reply.token.name == sample_active_token().name);
  CHECK(active.reply.token.created_at == sample_time);
  CHECK_FALSE(active.reply.token.cancelled());
}

TEST_CASE("events arrive as they were recorded", "[decode]") {
  EventsReply sent{"log-1", 2'000, {}, 1'500};
  for (const NamedEvent& sample : sample_events()) sent.events.push_back(sample.event);
  const auto got = decoded<EventsReply>(result_of({sent}));
  CHECK(got.reply.log_id == "log-1");
  CHECK(got.reply.head == 2'000);
  CHECK(got.reply.next == 1'500);
  CHECK(got.reply.events == sent.events);
}

TEST_CASE("statistics arrive as they were counted", "[decode]") {
  StatisticsReply sent;
  sent.total.total_cancelled = 10;
  sent.total.average_ms = 12.5;
  sent.total.operations_by_reason = {{Cause::timeout, 1}, {Cause::other, 0}};
  sent.total.events_by_type = {{EventType::session_closed, 2}};
  sent.by_namespace = {{"default", Counters{}}, {"github", sent.total}};
  sent.rejected_commands = {{-32602, 1}, {-31001, 12}};
  sent.commits = {7, 0.0215, {{0.1, 2}, {2.5, 5}, {{}, 7}}};
  const auto got = decoded<StatisticsReply>(result_of({sent}));
  CHECK(got.reply.total == sent.total);
  CHECK(got.reply.rejected_commands == sent.rejected_commands);
  CHECK(got.reply.commits == sent.commits);
  CHECK(got.reply.by_namespace == sent.by_namespace);
}

template <typename CommandType>
bool is_decodable() {
  return !decode_result<ReplyOf_t<CommandType>>("[]");
}

template <std::size_t... Index>
bool all_are_decodable(std::index_sequence<Index...>) {
  return (is_decodable<std::variant_alternative_t<Index, CommandBody>>() && ...);
}

TEST_CASE("the answer to every command is known and can be decoded", "[decode]") {
  CHECK(all_are_decodable(std::make_index_sequence<std::variant_size_v<CommandBody>>{}));
  CHECK(std::is_same_v<ReplyOf_t<ListTokens>, TokenPage>);
  CHECK(std::is_same_v<ReplyOf_t<AwaitToken>, StatusReply>);
  CHECK(std::is_same_v<ReplyOf_t<CloseSession>, PositionReply>);
}

}  // namespace
}  // namespace cancel::test
