#pragma once

#include <optional>

#include "top/line_editor.hpp"
#include "top/screen.hpp"
#include "top/wish.hpp"

namespace cancel::top {

// Asks for a reason, then whether it is meant, and then tells what the daemon said.
//
//     reason ──Enter──► confirm ──y──► asked ──answer──► answered ──any key──► closed
//        │ Esc             │ n, Esc       │ Esc
//        └─────────────────┴──────────────┴──► closed
//
// A value.
class CancelDialog {
 public:
  CancelDialog(TokenName name, Mode mode) : name_(std::move(name)), mode_(mode) {}

  // A wish where this key was the last that it took.
  std::optional<CancelWish> press(const Key& key);
  void take(const CancelAnswer& answer);

  bool closed() const { return closed_; }
  const TokenName& name() const { return name_; }

  // Over the middle of the screen.
  void draw(Screen& screen) const;

 private:
  enum class Step { reason, confirm, asked, answered };

  std::vector<Line> lines(std::size_t width) const;

  TokenName name_;
  Mode mode_;
  Step step_ = Step::reason;
  LineEditor reason_{1'024};
  CancelAnswer answer_;
  bool closed_ = false;
};

}  // namespace cancel::top
