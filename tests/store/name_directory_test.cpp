#include "name_directory.hpp"

#include <catch2/catch.hpp>
#include <map>
#include <random>

namespace cancel {
namespace {

// Keys three apart, as of tokens with three events each.
constexpr TokenKey key_of(std::size_t token) {
  return 1 + 3 * token;
}

std::string id_of(std::size_t token) {
  return "token-" + std::to_string(token);
}

NameDirectory directory_of(std::size_t tokens) {
  NameDirectory directory;
  for (std::size_t token = 0; token < tokens; ++token) directory.add("space", id_of(token), key_of(token));
  return directory;
}

// The rows of a log in which token n has the name id_of(n), and a note of what was looked at.
struct Rows {
  std::size_t count = 0;
  std::uint64_t looked_at = 0;

  std::optional<TokenKey> operator()(const std::string& id, const KeyRange& range) {
    for (std::size_t token = (range.first + 1) / 3; token < count && key_of(token) <= range.last; ++token) {
      ++looked_at;
      if (id_of(token) == id) return key_of(token);
    }
    return std::nullopt;
  }
};

std::optional<TokenKey> find(const NameDirectory& directory, Rows& rows, const std::string& id) {
  return directory.find({"space", id}, [&](const KeyRange& range) { return rows(id, range); });
}

}  // namespace

TEST_CASE("a directory finds every token that it was told of, over several groups", "[store]") {
  const std::size_t tokens = 2 * NameGroup::capacity + 1'000;
  const NameDirectory directory = directory_of(tokens);
  CHECK(directory.last_key() == key_of(tokens - 1));
  Rows rows{tokens};
  std::size_t missing = 0;
  for (std::size_t token = 0; token < tokens; token += 7)
    missing += find(directory, rows, id_of(token)) != key_of(token);
  CHECK(missing == 0);
  // Little more than half a block of 16 each.
  CHECK(rows.looked_at < tokens / 7 * 12);
}

TEST_CASE("a directory looks hardly anywhere for a name that it does not have", "[store]") {
  const std::size_t tokens = NameGroup::capacity;
  const NameDirectory directory = directory_of(tokens);
  Rows rows{tokens};
  constexpr std::size_t tries = 100'000;
  for (std::size_t token = tokens; token < tokens + tries; ++token) CHECK_FALSE(find(directory, rows, id_of(token)));
  CHECK(rows.looked_at < tries / 50);
}

TEST_CASE("an empty directory knows nobody", "[store]") {
  const NameDirectory directory;
  Rows rows;
  CHECK_FALSE(find(directory, rows, "token-0"));
  CHECK(directory.last_key() == 0);
  CHECK(directory.unstored() == nullptr);
}

TEST_CASE("of two tokens with one name the newest is found first, and the other where that one has gone", "[store]") {
  NameDirectory directory;
  for (TokenKey key = 1; key <= 100; ++key) directory.add("space", key % 40 == 1 ? "same" : id_of(key), key);
  std::vector<TokenKey> asked;
  directory.find({"space", "same"}, [&](const KeyRange& range) {
    asked.push_back(range.first);
    return std::optional<TokenKey>();
  });
  CHECK(asked == std::vector<TokenKey>{81, 33, 1});
}

TEST_CASE("a name that a group has too often to note leads to the whole group", "[store]") {
  NameGroup group;
  for (TokenKey key = 1; key <= 1'000; ++key) group.add(7, key);
  std::vector<KeyRange> ranges;
  CHECK(group.any(7, [&](const KeyRange& range) {
    ranges.push_back(range);
    return true;
  }));
  CHECK(ranges == std::vector<KeyRange>{{1, 1'000}});
}

TEST_CASE("a group is the same after it was encoded and decoded", "[store]") {
  NameGroup group;
  for (TokenKey key = 1; key <= 5'000; ++key) group.add(key * 0x9E3779B97F4A7C15ull, key * 2);
  const auto again = NameGroup::decode(group.encode());
  REQUIRE(again);
  CHECK(again->size() == group.size());
  CHECK(again->last_key() == group.last_key());
  CHECK(again->encode() == group.encode());
}

TEST_CASE("bytes that are not a group's are not taken for one", "[store]") {
  NameGroup group;
  for (TokenKey key = 1; key <= 100; ++key) group.add(key * 0x9E3779B97F4A7C15ull, key);
  const std::string content = group.encode();
  for (const std::size_t size : {std::size_t{0}, std::size_t{8}, std::size_t{32}, content.size() - 1}) {
    CHECK_FALSE(NameGroup::decode(std::string_view(content).substr(0, size)));
  }
  CHECK_FALSE(NameGroup::decode(content + "x"));
  std::mt19937 random(1);
  for (int trial = 0; trial < 200; ++trial) {
    std::string flipped = content;
    flipped[random() % 200] ^= static_cast<char>(1 << random() % 8);
    CHECK_FALSE(NameGroup::decode(flipped));
  }
}

TEST_CASE("full groups are stored in order, and forgotten when all of their tokens are gone", "[store]") {
  NameDirectory directory = directory_of(2 * NameGroup::capacity + 1);
  const TokenKey first_end = key_of(NameGroup::capacity - 1);
  const TokenKey second_end = key_of(2 * NameGroup::capacity - 1);
  REQUIRE(directory.unstored() != nullptr);
  CHECK(directory.unstored()->last_key() == first_end);
  CHECK(directory.stored_until() == 0);
  directory.set_stored();
  CHECK(directory.stored_until() == first_end);
  CHECK(directory.unstored()->last_key() == second_end);
  directory.set_stored();
  CHECK(directory.unstored() == nullptr);

  CHECK_FALSE(directory.has_before(first_end));
  CHECK(directory.has_before(first_end + 1));
  directory.forget_before(first_end + 1);
  Rows rows{2 * NameGroup::capacity + 1};
  CHECK_FALSE(find(directory, rows, id_of(0)));
  CHECK(find(directory, rows, id_of(NameGroup::capacity)));
  // The last group stays, whatever goes.
  directory.forget_before(second_end + 100);
  CHECK(find(directory, rows, id_of(2 * NameGroup::capacity)));
}

}  // namespace cancel
