#include <catch2/catch.hpp>

#include <algorithm>
#include <set>

#include "cancel/mcp/work.hpp"
#include "cancel/wire/name_rules.hpp"
#include "requests/operation_id.hpp"

using namespace cancel;
using namespace cancel::mcp;

TEST_CASE("the name of a request's work is the same in every process", "[requests]") {
  const std::string prefix = operation_id_of("session", std::int64_t{0});
  REQUIRE(prefix.size() == 4 + 22 + 3);
  CHECK(prefix.substr(0, 4) == "mcp-");
  CHECK(prefix.substr(26) == "-i0");
  CHECK(operation_id_of("session", std::int64_t{7}) == prefix.substr(0, 27) + "i7");
  CHECK(operation_id_of("session", std::string("7")) == prefix.substr(0, 27) + "s7");
  CHECK(operation_id_of("session", std::int64_t{-7}) == prefix.substr(0, 27) + "i-7");
  CHECK(operation_id_of("another", std::int64_t{7}) != operation_id_of("session", std::int64_t{7}));
  CHECK(operation_id_of("session", std::string()) == prefix.substr(0, 27) + "s");
}

TEST_CASE("the name of a request's work is one that canceld takes, whatever the id", "[requests]") {
  const std::vector<RequestId> ids{
      std::string(10'000, 'x'), std::string("\u6f22 \n"), std::string("a b"), std::string("$x"), UINT64_MAX, INT64_MIN,
      std::string("\0", 1)};
  std::set<std::string> names;
  for (const RequestId& id : ids) {
    const std::string name = operation_id_of("session", id);
    CHECK(is_name(name, longest_id));
    CHECK(name.size() + 9 <= longest_id);
    names.insert(name);
  }
  CHECK(names.size() == ids.size());
}

TEST_CASE("an id that is used again in one session gets a name of its own", "[requests]") {
  OperationIds ids("session");
  const std::string first = ids.next(std::int64_t{1});
  CHECK(first == operation_id_of("session", std::int64_t{1}));
  CHECK(ids.next(std::string("1")) == operation_id_of("session", std::string("1")));
  const std::string second = ids.next(std::int64_t{1});
  const std::string third = ids.next(std::int64_t{1});
  CHECK(second.substr(0, first.size() + 1) == first + "-");
  CHECK(second.size() == first.size() + 9);
  CHECK(second != third);
  OperationIds others("session");
  CHECK(others.next(std::int64_t{1}) == first);
}

TEST_CASE("names that can not be guessed differ, and are names", "[requests]") {
  std::set<std::string> names;
  for (int count = 0; count < 1'000; ++count) names.insert(random_name());
  CHECK(names.size() == 1'000);
  CHECK(std::all_of(names.begin(), names.end(),
                    [](const std::string& name) { return name.size() == 22 && is_name(name, longest_id); }));
}
