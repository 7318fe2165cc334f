#include <catch2/catch.hpp>

#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>

#include "dashboard/api_error.hpp"
#include "dashboard/assets.hpp"
#include "dashboard/command_wish.hpp"
#include "dashboard/csv.hpp"
#include "dashboard/history_wish.hpp"
#include "dashboard/secrets.hpp"
#include "json_shape.hpp"
#include "program/failure.hpp"

using namespace cancel;
using namespace cancel::dashboard;
using cancel::test::Parsed;
using Catch::Matchers::Contains;

namespace {

HistoryRow row(TokenKey key) {
  HistoryRow row;
  row.key = key;
  row.token = {"default", "t" + std::to_string(key)};
  row.requested_at = Timestamp(std::chrono::seconds(5));
  return row;
}

struct TokenFile {
  std::string path = "/tmp/dashboard-token-" + std::to_string(::getpid());
  ~TokenFile() { std::remove(path.c_str()); }
  void write(const std::string& text, mode_t mode = 0600) {
    std::remove(path.c_str());
    std::ofstream(path) << text;
    ::chmod(path.c_str(), mode);
  }
};

int status_of(const std::string& body) {
  try {
    parse_cancel(body, "dashboard");
  } catch (const ApiFailure& failure) {
    return failure.error().status;
  }
  return 200;
}

}  // namespace

TEST_CASE("a cell is no formula, whatever it says", "[dashboard]") {
  CHECK(csv_cell("plain text") == "plain text");
  CHECK(csv_cell("") == "");
  for (const std::string first : {"=", "+", "-", "@"}) CHECK(csv_cell(first + "1") == "'" + first + "1");
  CHECK(csv_cell("\tx") == "'\tx");
  CHECK(csv_cell("\rx") == "\"'\rx\"");
  CHECK(csv_cell("a=1") == "a=1");
}

TEST_CASE("a cell with commas, quotes and line ends stands in quotes", "[dashboard]") {
  CHECK(csv_cell("a,b") == "\"a,b\"");
  CHECK(csv_cell("a\"b") == "\"a\"\"b\"");
  CHECK(csv_cell("a\r\nb") == "\"a\r\nb\"");
  CHECK(csv_cell("=\"a\"") == "\"'=\"\"a\"\"\"");
}

TEST_CASE("a line of CSV has as many cells as its header", "[dashboard]") {
  const auto commas = [](const std::string& line) { return std::count(line.begin(), line.end(), ','); };
  CHECK(commas(csv_line(shape_of(row(1)))) == commas(csv_header()));
  CHECK_THAT(csv_line(shape_of(row(1))), Catch::Matchers::StartsWith("default,t1,false,,requested,user_requested,"));
}

TEST_CASE("a page of history says where the next one begins", "[dashboard]") {
  const Parsed page(history_json({row(1), row(2), row(3)}, 2));
  CHECK(page.ids() == std::vector<std::string>{"t3", "t2"});
  CHECK(parse_cursor(page["next"].GetString()) == row(2).place());
  CHECK(Parsed(history_json({row(1), row(2)}, 2))["next"].IsNull());
  CHECK(Parsed(history_json({}, 2)).ids().empty());
}

TEST_CASE("a filter of the history is read from the query", "[dashboard]") {
  const HistoryFilter filter = history_filter(
      Query("namespace=n&token=t&tool=x&cause=timeout&requester=r&state=completed&outcome=lost&mode=force&q=why"
            "&since=2026-01-01T00:00:00Z&until=1h&limit=7&before=5000000.9"),
      Timestamp(std::chrono::hours(2)));
  CHECK(filter.space == "n");
  CHECK(filter.cause == Cause::timeout);
  CHECK(filter.outcome == Outcome::lost);
  CHECK(filter.mode == Mode::force);
  CHECK(filter.reason_contains == "why");
  CHECK(filter.until == Timestamp(std::chrono::hours(1)));
  CHECK(filter.limit == 7);
  CHECK(filter.before == HistoryCursor{Timestamp(std::chrono::seconds(5)), 9});
  for (const char* wrong :
       {"cause=x", "outcome=x", "mode=x", "state=x", "since=x", "limit=0", "before=1", "before=x.1"}) {
    INFO(wrong);
    CHECK_THROWS_AS(history_filter(Query(wrong), {}), ApiFailure);
  }
}

TEST_CASE("a wish to cancel is checked before the daemon hears of it", "[dashboard]") {
  const CancelToken command = parse_cancel(R"({"id":"t","mode":"force","reason":"","extra":[1]})", "dashboard:ann");
  CHECK(command.name == TokenName{"default", "t"});
  CHECK(command.wish.mode == Mode::force);
  CHECK_FALSE(command.wish.reason);
  CHECK(command.wish.requested_by == "dashboard:ann");
  for (const char* wrong : {"", "[]", "{", "{}", R"({"id":7})", R"({"id":"t","mode":"soft"})",
                            R"({"id":"t","reason":{}})", "{\"id\":\"\xff\"}"}) {
    INFO(wrong);
    CHECK(status_of(wrong) == 400);
  }
}

TEST_CASE("many are only cancelled by a filter", "[dashboard]") {
  const auto wish = CancelManyWish::parse(R"({"filter":{"labels":{"a":"b"}},"dryRun":true,"expect":3})", "dashboard");
  CHECK(wish.command.filter.labels == Labels{{"a", "b"}});
  CHECK(wish.command.dry_run);
  CHECK(wish.expected == 3);
  for (const char* wrong : {R"({})", R"({"filter":{}})", R"({"filter":[]})", R"({"filter":{"labels":{"a":1}}})",
                            R"({"filter":{"tool":"x"},"expect":-1})", R"({"filter":{"tool":"x"},"dryRun":1})"}) {
    INFO(wrong);
    CHECK_THROWS_AS(CancelManyWish::parse(wrong, "dashboard"), ApiFailure);
  }
}

TEST_CASE("what the daemon refuses has a status of its own", "[dashboard]") {
  CHECK(refused({-32602, "wrong"}).status == 400);
  CHECK(refused({-31001, "none"}).status == 404);
  CHECK(refused({-31004, "ended"}).status == 409);
  CHECK_THAT(to_response(refused({-31004, "ended\n"})).body, Contains(R"("message":"ended\\n","rpcCode":-31004)"));
}

TEST_CASE("a token is read from a file that its owner alone can read", "[dashboard]") {
  TokenFile file;
  file.write("0123456789abcdef\n");
  CHECK(read_token_file(file.path) == "0123456789abcdef");
  file.write("0123456789abcdef\n", 0640);
  CHECK_THROWS_WITH(read_token_file(file.path), Contains("can be read by others"));
  file.write("0123456789abcde\n");
  CHECK_THROWS_WITH(read_token_file(file.path), Contains("less than 16"));
  file.write(std::string(2'000, 'x'));
  CHECK_THROWS_WITH(read_token_file(file.path), Contains("more than 1024"));
  CHECK_THROWS_WITH(read_token_file("/tmp"), Contains("is no file"));
  CHECK_THROWS_WITH(read_token_file("/tmp/there-is-no-such-file"), Contains("can not be read"));
}

TEST_CASE("secrets are equal only as a whole", "[dashboard]") {
  CHECK(equal_secrets("abc", "abc"));
  CHECK_FALSE(equal_secrets("abc", "abd"));
  CHECK_FALSE(equal_secrets("abc", "abcd"));
  CHECK_FALSE(equal_secrets("abc", ""));
  CHECK(random_secret() != random_secret());
}

TEST_CASE("a file of the page is sent once, and then only asked for", "[dashboard]") {
  const Asset asset{"/x.js", "text/javascript", "\"tag\"", "content"};
  http::Request request;
  CHECK(answer(asset, request).body == "content");
  request.headers.set("If-None-Match", "\"other\", \"tag\"");
  CHECK(answer(asset, request).status == 304);
  CHECK(answer(asset, request).body.empty());
  CHECK(find_asset("/no-such-file.js") == nullptr);
  for (const Asset& known : all_assets()) CHECK(find_asset(known.path) == &known);
}
