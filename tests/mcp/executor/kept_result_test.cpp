#include "executor/kept_result.hpp"

#include "executor_scene.hpp"

using namespace scene;

namespace {

OperationStatus begun_by(const std::string& owner) {
  OperationStatus status{.id = "id", .type = "draw", .owner = owner};
  status.started_at = Timestamp(std::chrono::seconds(1'700'000'000));
  return status;
}

ResultReply found(const std::string& kept) {
  ResultReply reply;
  reply.name = TokenName{"default", "id"};
  reply.result = kept;
  reply.finished_at = Timestamp(std::chrono::seconds(1'700'000'060));
  return reply;
}

}  // namespace

TEST_CASE("what is kept of an operation tells its end again", "[executor]") {
  SECTION("completed") {
    const OperationEnd end{.state = State::completed, .result = text("a \\\"picture\\\"")};
    const auto status = status_from_kept("id", found(kept_text(begun_by("ann"), end)), "ann");
    REQUIRE(status);
    CHECK(status->state == State::completed);
    CHECK(status->result == end.result);
    CHECK(status->type == "draw");
    CHECK(status->owner == "ann");
    CHECK(status->started_at == begun_by("").started_at);
    CHECK(*status->ended_at - status->started_at == 60s);
  }
  SECTION("failed, by an error of the protocol") {
    OperationEnd end{.state = State::failed, .error = "no ink"};
    end.mcp_error = McpError(-32001, "no ink", JsonText::written(R"({"colour":"red"})"));
    const auto status = status_from_kept("id", found(kept_text(begun_by(""), end)), "bob");
    REQUIRE(status);
    CHECK(status->state == State::failed);
    CHECK(status->error == "no ink");
    REQUIRE(status->mcp_error);
    CHECK(status->mcp_error->code() == -32001);
    CHECK(status->mcp_error->data() == JsonText::written(R"({"colour":"red"})"));
  }
  SECTION("cancelled") {
    OperationEnd end{.state = State::cancelled};
    end.cancellation =
        Cancellation{.reason = "enough", .cause = Cause::superseded, .mode = Mode::force, .requested_by = "ann"};
    const auto status = status_from_kept("id", found(kept_text(begun_by("*"), end)), "bob");
    REQUIRE(status);
    CHECK(status->state == State::cancelled);
    CHECK(status->cancellation == end.cancellation);
  }
}

TEST_CASE("what is kept is its owner's alone", "[executor]") {
  const std::string kept = kept_text(begun_by("ann"), {.state = State::completed, .result = text("x")});
  CHECK(status_from_kept("id", found(kept), "ann"));
  for (const char* other : {"bob", "", "*"}) CHECK_FALSE(status_from_kept("id", found(kept), other));
}

TEST_CASE("a result of other work is none of an executor's", "[executor]") {
  for (const char* other : {"", "plain text", "{}", "[1]", R"({"owner":"","state":"completed"})",
                            R"({"canceld/long-operation":2,"owner":"","state":"completed"})",
                            R"({"canceld/long-operation":1,"owner":"","state":"running"})",
                            R"({"canceld/long-operation":1,"state":"completed"})"}) {
    INFO(other);
    CHECK_FALSE(status_from_kept("id", found(other), ""));
  }
  ResultReply nothing = found("");
  nothing.result.reset();
  CHECK_FALSE(status_from_kept("id", nothing, ""));
}

TEST_CASE("a result that is too large to be kept is said to be so", "[executor]") {
  const OperationEnd end{.state = State::completed, .result = text(std::string(300'000, 'x'))};
  const std::string kept = kept_text(begun_by("ann"), end);
  CHECK(kept.size() < 1'000);
  const auto status = status_from_kept("id", found(kept), "ann");
  REQUIRE(status);
  CHECK(status->state == State::failed);
  CHECK(status->error == "its result was too large to be kept");
  CHECK_FALSE(status_from_kept("id", found(kept), "bob"));
}
