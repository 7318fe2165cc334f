#pragma once

#include <array>
#include <optional>
#include <vector>

#include "top/cancel_dialog.hpp"
#include "top/filter_prompt.hpp"
#include "top/pane.hpp"
#include "top/token_page.hpp"

namespace cancel::top {

// The whole screen: what keys do, and what is to be seen. Knows no terminal and no daemon: it is given a model, and
// says what it wishes.
//
//     lists ──Enter──► a token's page      on both: c, f ──► the question whether to cancel it
//       │  ◄──Esc, q──                     on lists: / ──► a filter is typed; everywhere: h ──► help
//       └──q──► quit
//
// Not thread-safe.
class View {
 public:
  struct Options {
    Filter filter{};
    std::string sort{};  // by the columns of this word, where a list has it
    bool reverse = false;
  };
  explicit View(const Options& options);

  void press(const Key& key);
  // What is wished since it was last asked.
  std::vector<Wish> take_wishes() { return std::exchange(wishes_, {}); }
  void take(const WishAnswer& answer);
  // The next event of the log; and that the log is another one.
  void see(const Event& event);
  void reset();

  Screen draw(const Model& model, Size size);

  // Whether keys are text, or answer a question: what they mean does not depend on the lists.
  bool typing() const { return dialog_ || prompt_; }
  bool paused() const { return paused_; }
  bool quitting() const { return quitting_; }
  // Whether somebody asked for everything to be drawn anew.
  bool take_redraw() { return std::exchange(redraw_, false); }

 private:
  void act(Action action);
  void act_on_lists(Action action);
  void go_to_pane(std::size_t steps);
  void ask_to_cancel(Mode mode);
  void draw_lists(const Model& model, Screen& screen, std::size_t room);
  void draw_help(Screen& screen);
  Line footer(std::size_t width) const;

  std::array<Pane, 3> panes_;
  std::size_t active_ = 0;
  Filter filter_;
  std::optional<FilterPrompt> prompt_;
  std::optional<TokenPage> page_;
  std::optional<CancelDialog> dialog_;
  std::optional<Scroll> help_;
  bool paused_ = false;
  bool quitting_ = false;
  bool redraw_ = false;
  std::vector<Wish> wishes_;
};

}  // namespace cancel::top
