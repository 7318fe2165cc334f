#include "dashboard/cancellation_list.hpp"

#include "dashboard/cancellation_shape.hpp"
#include "dashboard/json_text.hpp"

namespace cancel::dashboard {

namespace {

using live::LiveState;
using live::LiveToken;
using Which = CancellationListWish::Which;

constexpr std::size_t most_items = 1'000;

bool fits(const LiveToken& token, const CancellationListWish& wish) {
  if (wish.space && token.name.space != *wish.space) return false;
  if (wish.cause && token.cancellation->cause != *wish.cause) return false;
  return !wish.tool || (token.operation && token.operation->tool == wish.tool);
}

// Writes what fits until there is enough.
class Items {
 public:
  Items(JsonText& out, const LiveState& state, const CancellationListWish& wish)
      : out_(out), state_(state), wish_(wish) {}

  bool enough() const { return count_ >= wish_.limit; }
  void add(const LiveToken& token) {
    if (enough() || !fits(token, wish_)) return;
    write(out_, shape_of(state_, token));
    ++count_;
  }

 private:
  JsonText& out_;
  const LiveState& state_;
  const CancellationListWish& wish_;
  std::size_t count_ = 0;
};

void add_open(Items& items, const LiveState& state, bool unconfirmed) {
  for (const LiveToken* token : state.open()) {
    if (items.enough()) return;
    if (token->cancellation->unconfirmed == unconfirmed) items.add(*token);
  }
}

void add_recent(Items& items, const LiveState& state) {
  const auto& recent = state.recent();
  for (auto at = recent.rbegin(); at != recent.rend() && !items.enough(); ++at) items.add(*at->second);
}

Which which_named(const std::string& name) {
  if (name == "open") return Which::open;
  if (name == "recent") return Which::recent;
  if (name == "unconfirmed") return Which::unconfirmed;
  if (name == "all") return Which::all;
  Query::fail("state", "open, recent, unconfirmed or all");
}

}  // namespace

CancellationListWish CancellationListWish::parse(const Query& query) {
  CancellationListWish wish;
  wish.space = query.text("namespace");
  wish.tool = query.text("tool");
  wish.cause = query.word<Cause>("cause");
  wish.which = which_named(query.text("state").value_or("all"));
  wish.limit = query.number("limit", wish.limit, 1, most_items);
  return wish;
}

std::string cancellations_json(const LiveState& state, Position position, const CancellationListWish& wish) {
  JsonText out;
  out.begin_object();
  out.member("position", position);
  out.member("open", std::uint64_t{state.open().size()});
  out.member("unconfirmed", std::uint64_t{state.unconfirmed()});
  out.key("items");
  out.begin_array();
  Items items(out, state, wish);
  if (wish.which != Which::recent && state.unconfirmed() > 0) add_open(items, state, true);
  if (wish.which == Which::open || wish.which == Which::all) add_open(items, state, false);
  if (wish.which == Which::recent || wish.which == Which::all) add_recent(items, state);
  out.end_array();
  out.end_object();
  return out.take();
}

}  // namespace cancel::dashboard
