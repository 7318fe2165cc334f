#include <catch2/catch.hpp>
#include <stdexcept>

#include "calls/state_sealer.hpp"

namespace cancel::mcp {
namespace {

const std::string key(32, 'k');
const JsonText state = JsonText::written(R"({"round":1,"with":"a space"})");

TEST_CASE("a state comes back as it was, for its purpose", "[state]") {
  const StateSealer sealer;
  const std::string sealed = sealer.seal("tools/call\nadd", state);
  CHECK(sealed.find(' ') == std::string::npos);
  CHECK(sealer.open("tools/call\nadd", sealed) == state);
  CHECK_FALSE(sealer.open("tools/call\nsubtract", sealed));
  CHECK_FALSE(sealer.open("", sealed));
}

TEST_CASE("a state can be read by whoever has the key, and by nobody else", "[state]") {
  const std::string sealed = StateSealer(key).seal("p", state);
  CHECK(StateSealer(key).open("p", sealed) == state);
  CHECK_FALSE(StateSealer(std::string(32, 'x')).open("p", sealed));
  CHECK_FALSE(StateSealer().open("p", sealed));
}

TEST_CASE("a state that was changed anywhere is not opened", "[state]") {
  const StateSealer sealer(key);
  const std::string sealed = sealer.seal("p", state);
  for (std::size_t place = 0; place < sealed.size(); ++place) {
    std::string changed = sealed;
    changed[place] = changed[place] == 'A' ? 'B' : 'A';
    INFO(place);
    CHECK_FALSE(sealer.open("p", changed));
  }
  CHECK_FALSE(sealer.open("p", sealed + "-TAMPERED"));
  CHECK_FALSE(sealer.open("p", sealed.substr(0, sealed.size() - 1)));
  for (const char* nonsense : {"", ".", "a", "a.b", "..", "=.=", "\xff.\xff"}) CHECK_FALSE(sealer.open("p", nonsense));
}

TEST_CASE("the border between purpose and state can not be moved", "[state]") {
  const StateSealer sealer(key);
  const std::string sealed = sealer.seal("p1", JsonText::written("2"));
  CHECK_FALSE(sealer.open("p", sealed));
  CHECK_FALSE(sealer.open("p12", sealed));
}

TEST_CASE("a key has 32 bytes", "[state]") {
  CHECK_THROWS_AS(StateSealer("short"), std::invalid_argument);
  CHECK_THROWS_AS(StateSealer(std::string(33, 'k')), std::invalid_argument);
}

TEST_CASE("the purpose is the method and what it is about", "[state]") {
  const JsonDocument tool = parse_json(R"({"name":"add","arguments":{"name":"x"}})");
  const JsonDocument resource = parse_json(R"({"uri":"file:///a"})");
  const JsonDocument neither = parse_json("{}");
  CHECK(purpose_of("tools/call", &tool) == "tools/call\nadd");
  CHECK(purpose_of("resources/read", &resource) == "resources/read\nfile:///a");
  CHECK(purpose_of("tools/list", &neither) == "tools/list");
  CHECK(purpose_of("tools/list", nullptr) == "tools/list");
}

}  // namespace
}  // namespace cancel::mcp
