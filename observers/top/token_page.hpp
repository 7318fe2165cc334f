#pragma once

#include <optional>

#include "top/model.hpp"
#include "top/screen.hpp"
#include "top/scroll.hpp"
#include "top/wish.hpp"

namespace cancel::top {

// All that is known of one token: how it is now, its parents, what runs under it, and its history event by event. The
// history comes from the log, and goes on with the events that are seen. Not thread-safe.
class TokenPage {
 public:
  explicit TokenPage(TokenName name) : name_(std::move(name)) {}

  const TokenName& name() const { return name_; }

  // What it wants to know, once.
  std::optional<HistoryWish> take_wish(const Model& model);
  void take(const HistoryAnswer& answer);
  void see(const Event& event);
  // The log is another one: it asks again.
  void forget();

  bool act(Action action) { return scroll_.act(action); }

  // As many lines as there is room for.
  std::vector<Line> draw(const Model& model, std::size_t width, std::size_t room);

 private:
  std::vector<Line> lines(const Model& model, std::size_t width) const;
  void add_history(std::vector<Line>& lines, const Model& model, std::size_t width) const;

  TokenName name_;
  bool asked_ = false;
  bool answered_ = false;
  std::vector<Event> events_;
  std::string fault_;
  Scroll scroll_;
};

}  // namespace cancel::top
