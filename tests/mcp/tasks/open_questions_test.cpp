#include "tasks/open_questions.hpp"

#include <future>

#include "executor_scene.hpp"

using namespace scene;

namespace {

struct Board {
  int changes = 0;
  OpenQuestions questions{[] {}};
  CancellationSource work;

  std::future<std::optional<std::vector<OpenQuestions::Answer>>> ask(std::vector<Question> asked,
                                                                     std::optional<SteadyTime> until = {}) {
    return std::async(std::launch::async, [this, asked, until] { return questions.ask(asked, work.token(), until); });
  }
};

}  // namespace

TEST_CASE("a question is open until it is answered, and its answer goes to who asked", "[tasks]") {
  Board board;
  auto asked = board.ask({{"a", "m"}, {"b", "m"}});
  REQUIRE(eventually([&] { return board.questions.open().size() == 2; }));
  CHECK_FALSE(board.questions.answer("c", {false, text("?")}));
  CHECK(board.questions.answer("b", {false, text("two")}));
  CHECK_FALSE(board.questions.answer("b", {false, text("again")}));
  REQUIRE(board.questions.open().size() == 1);
  CHECK(board.questions.answer("a", {true, text("one")}));
  const auto answers = asked.get();
  REQUIRE(answers);
  CHECK(answers->at(0).is_error);
  CHECK(answers->at(0).content == text("one"));
  CHECK(answers->at(1).content == text("two"));
  CHECK(board.questions.open().empty());
}

TEST_CASE("a question is taken by one, and can be given back", "[tasks]") {
  Board board;
  auto asked = board.ask({{"a", "m"}});
  REQUIRE(eventually([&] { return !board.questions.open().empty(); }));
  REQUIRE(board.questions.take());
  CHECK_FALSE(board.questions.take());
  const CancellationSource waiter;
  const OpenQuestions::Watch watch(board.questions, waiter);
  board.questions.give_back("a");
  CHECK(waiter.token().is_cancelled());
  CHECK(board.questions.take()->question.key == "a");
  board.questions.answer("a", {false, text("x")});
  CHECK(asked.get());
}

TEST_CASE("who waits is woken by a question", "[tasks]") {
  Board board;
  const CancellationSource waiter;
  const OpenQuestions::Watch watch(board.questions, waiter);
  auto asked = board.ask({{"a", "m"}});
  CHECK(waiter.token().wait(Stage::requested, 20s));
  board.questions.answer("a", {false, text("x")});
  asked.get();
}

TEST_CASE("a question ends with its time, or with the work that asked it", "[tasks]") {
  Board board;
  CHECK_FALSE(board.ask({{"a", "m"}}, steady_after(Millis{5})).get());
  auto asked = board.ask({{"a", "m"}});
  REQUIRE(eventually([&] { return !board.questions.open().empty(); }));
  board.work.cancel();
  CHECK_THROWS_AS(asked.get(), Cancelled);
  CHECK(board.questions.open().empty());
}
