#include "config/suggestion.hpp"

#include <catch2/catch.hpp>

namespace cancel::daemon {

TEST_CASE("the distance of two words is how many letters must change", "[suggestion]") {
  CHECK(edit_distance("", "") == 0);
  CHECK(edit_distance("lease", "") == 5);
  CHECK(edit_distance("lease", "lease") == 0);
  CHECK(edit_distance("leese", "lease") == 1);
  CHECK(edit_distance("leas", "lease") == 1);
  CHECK(edit_distance("leasee", "lease") == 1);
  CHECK(edit_distance("elase", "lease") == 1);  // two neighbours swapped
  CHECK(edit_distance("kitten", "sitting") == 3);
}

TEST_CASE("the nearest known name is suggested, and none where none is near", "[suggestion]") {
  CHECK(did_you_mean("appel", {"pear", "apple"}) == "; did you mean apple?");
  CHECK(did_you_mean("zebra", {"pear", "apple"}).empty());
  CHECK(did_you_mean("x", {"db"}).empty());
  CHECK(did_you_mean(std::string(100'000, 'a'), {"a"}).empty());
  CHECK(did_you_mean("a", {}).empty());
}

TEST_CASE("a key is suggested with its section, also when it stood in the wrong one", "[suggestion]") {
  CHECK(did_you_mean_key("limits", "max_token") == "; did you mean limits.max_tokens?");
  CHECK(did_you_mean_key("cancellation", "max_tokens") == "; did you mean limits.max_tokens?");
  CHECK(did_you_mean_key("", "graceful_timeout") == "; did you mean cancellation.graceful_timeout?");
  CHECK(did_you_mean_key("", "gracefull_timeout") == "; did you mean cancellation.graceful_timeout?");
  CHECK(did_you_mean_key("cancellation", "x").empty());
  CHECK(did_you_mean_section("limit") == "; did you mean limits?");
}

}  // namespace cancel::daemon
