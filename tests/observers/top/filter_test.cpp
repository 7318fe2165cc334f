#include <catch2/catch.hpp>

#include "top/filter.hpp"
#include "top_scene.hpp"

using namespace cancel;
using namespace cancel::test;
using top::Filter;

namespace {

struct Tokens : TopScene {
  Tokens() {
    start("Alpha", "full text search");
    start("beta", "index", "github");
    start("gamma");
    cancel("gamma", "Took too long");
  }
  bool fits(const std::string& words, const std::string& id, const std::string& space = "default") const {
    const auto filter = Filter::parse(words);
    REQUIRE(filter);
    const live::LiveToken* token = state.find({space, id});
    REQUIRE(token);
    return filter->matches(*token, state.state_of(*token));
  }
};

}  // namespace

TEST_CASE_METHOD(Tokens, "a filter without words fits everything", "[top]") {
  CHECK(Filter::parse("")->empty());
  CHECK(Filter::parse("  \t ")->empty());
  CHECK(fits("", "Alpha"));
}

TEST_CASE_METHOD(Tokens, "a word is looked for in all texts, capitals do not matter", "[top]") {
  CHECK(fits("ALPH", "Alpha"));
  CHECK(fits("full", "Alpha"));
  CHECK(fits("session-of-alpha", "Alpha"));
  CHECK(fits("took", "gamma"));
  CHECK(fits("ann", "gamma"));
  CHECK(fits("github", "beta", "github"));
  CHECK_FALSE(fits("beta", "Alpha"));
}

TEST_CASE_METHOD(Tokens, "all words have to fit", "[top]") {
  CHECK(fits("gamma took", "gamma"));
  CHECK_FALSE(fits("gamma alpha", "gamma"));
}

TEST_CASE_METHOD(Tokens, "a word may name where it stands", "[top]") {
  CHECK(fits("namespace:git", "beta", "github"));
  CHECK(fits("ns:git", "beta", "github"));
  CHECK(fits("Tool:index", "beta", "github"));
  CHECK_FALSE(fits("tool:beta", "beta", "github"));
  CHECK(fits("session:of-beta", "beta", "github"));
  CHECK(fits("cause:user", "gamma"));
  CHECK_FALSE(fits("cause:user", "Alpha"));
  CHECK(fits("state:req", "gamma"));
  CHECK(fits("state:active", "Alpha"));
  CHECK_FALSE(fits("state:active", "gamma"));
}

TEST_CASE_METHOD(Tokens, "unconfirmed is a state", "[top]") {
  unconfirm("gamma");
  CHECK(fits("state:unconfirmed", "gamma"));
  CHECK(fits("state:expired", "gamma"));
  CHECK_FALSE(fits("state:unconfirmed", "Alpha"));
}

TEST_CASE_METHOD(Tokens, "quotes keep blanks, and may stand behind the colon", "[top]") {
  CHECK(fits("\"full text\"", "Alpha"));
  CHECK(fits("tool:\"text search\"", "Alpha"));
  CHECK_FALSE(fits("\"text full\"", "Alpha"));
  CHECK(fits("\"full", "Alpha"));
}

TEST_CASE_METHOD(Tokens, "a word with ! must not fit", "[top]") {
  CHECK_FALSE(fits("!alpha", "Alpha"));
  CHECK(fits("!alpha", "gamma"));
  CHECK(fits("!tool:index gamma", "gamma"));
  CHECK_FALSE(fits("!", "gamma"));
}

TEST_CASE_METHOD(Tokens, "a word with a colon that names no place is text", "[top]") {
  CHECK_FALSE(fits("what:ever", "Alpha"));
  start("req:12");
  CHECK(fits("req:12", "req:12"));
}

TEST_CASE("a state or cause that there is not is named", "[top]") {
  CHECK(Filter::parse("state:asleep").error().message.find("there is no state \"asleep\"") != std::string::npos);
  CHECK(Filter::parse("!cause:boredom").error().message.find("\"boredom\"") != std::string::npos);
}

TEST_CASE_METHOD(Tokens, "a namespace that was asked for is exact, and stays when the words change", "[top]") {
  Filter filter = *Filter::parse("x");
  filter.restrict_to("git");
  const Filter changed = filter.with_words_of(Filter());
  const live::LiveToken& token = *state.find({"github", "beta"});
  CHECK_FALSE(changed.matches(token, TokenState::active));
  filter.restrict_to("github");
  CHECK(filter.with_words_of(Filter()).matches(token, TokenState::active));
  CHECK_FALSE(filter.with_words_of(Filter()).empty());
}
