#include "dashboard/operation_list.hpp"

#include <algorithm>
#include <iterator>
#include <vector>

#include "dashboard/cancellation_shape.hpp"
#include "dashboard/json_text.hpp"

namespace cancel::dashboard {

namespace {

using live::LiveState;
using live::LiveToken;
using Sort = OperationListWish::Sort;

constexpr std::size_t most_items = 500;
constexpr std::size_t most_offset = 10'000'000;

char lower(char character) {
  return character >= 'A' && character <= 'Z' ? static_cast<char>(character - 'A' + 'a') : character;
}

bool contains(const std::string& text, const std::string& lower_part) {
  return std::search(text.begin(), text.end(), lower_part.begin(), lower_part.end(),
                     [](char left, char right) { return lower(left) == right; }) != text.end();
}

std::optional<std::string> lowered(std::optional<std::string> text) {
  if (text) std::transform(text->begin(), text->end(), text->begin(), lower);
  return text;
}

bool says(const LiveToken& token, const std::string& part) {
  const auto& operation = *token.operation;
  if (contains(token.name.id, part) || contains(token.name.space, part)) return true;
  if (operation.tool && contains(*operation.tool, part)) return true;
  if (operation.session && contains(*operation.session, part)) return true;
  return std::any_of(token.labels.begin(), token.labels.end(),
                     [&](const auto& label) { return contains(label.second, part); });
}

bool fits(const LiveState& state, const LiveToken& token, const OperationListWish& wish) {
  if (wish.space && token.name.space != *wish.space) return false;
  if (wish.tool && token.operation->tool != wish.tool) return false;
  if (wish.session && token.operation->session != wish.session) return false;
  if (wish.state && state.state_of(token) != *wish.state) return false;
  return !wish.q || says(token, *wish.q);
}

bool restricts(const OperationListWish& wish) {
  return wish.space || wish.tool || wish.session || wish.q || wish.state;
}

// How urgent a state is: what is wrong stands together.
int rank(TokenState state) {
  switch (state) {
    case TokenState::expired:
      return 3;
    case TokenState::requested:
      return 2;
    case TokenState::executed:
      return 1;
    default:
      return 0;
  }
}

// Those that fit, the oldest first.
std::vector<const LiveToken*> select(const LiveState& state, const OperationListWish& wish) {
  std::vector<const LiveToken*> found;
  for (const LiveToken* token : state.running()) {
    if (fits(state, *token, wish)) found.push_back(token);
  }
  return found;
}

// Brings those to the front that the page shows. What is equal stays in the order of age.
template <typename Less>
void arrange(std::vector<const LiveToken*>& found, const OperationListWish& wish, Less less) {
  const auto before = [&](const LiveToken* left, const LiveToken* right) {
    if (less(left, right)) return !wish.descending;
    if (less(right, left)) return wish.descending;
    return LiveState::OldestFirst{}(left, right);
  };
  const auto shown = std::min(found.size(), wish.offset + wish.limit);
  std::partial_sort(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(shown), found.end(), before);
}

void arrange(std::vector<const LiveToken*>& found, const LiveState& state, const OperationListWish& wish) {
  const auto tool = [](const LiveToken* token) -> const std::string& {
    static const std::string none;
    return token->operation->tool ? *token->operation->tool : none;
  };
  switch (wish.sort) {
    case Sort::age:
      if (!wish.descending) std::reverse(found.begin(), found.end());
      return;
    case Sort::space:
      return arrange(found, wish, [](const LiveToken* left, const LiveToken* right) {
        return left->name.space < right->name.space;
      });
    case Sort::tool:
      return arrange(found, wish,
                     [&](const LiveToken* left, const LiveToken* right) { return tool(left) < tool(right); });
    case Sort::state:
      return arrange(found, wish, [&](const LiveToken* left, const LiveToken* right) {
        return rank(state.state_of(*left)) < rank(state.state_of(*right));
      });
  }
}

template <typename Iterator>
void write_items(JsonText& out, const LiveState& state, const OperationListWish& wish, Iterator begin, Iterator end) {
  const auto left = static_cast<std::size_t>(std::distance(begin, end));
  std::advance(begin, static_cast<std::ptrdiff_t>(std::min(wish.offset, left)));
  for (std::size_t count = 0; begin != end && count < wish.limit; ++begin, ++count) {
    write_operation(out, state, **begin);
  }
}

Sort sort_named(const std::string& name) {
  if (name == "age") return Sort::age;
  if (name == "namespace") return Sort::space;
  if (name == "tool") return Sort::tool;
  if (name == "state") return Sort::state;
  Query::fail("sort", "age, namespace, tool or state");
}

}  // namespace

OperationListWish OperationListWish::parse(const Query& query) {
  OperationListWish wish;
  wish.space = query.text("namespace");
  wish.tool = query.text("tool");
  wish.session = query.text("session");
  wish.q = lowered(query.text("q"));
  wish.state = query.word<TokenState>("state");
  wish.sort = sort_named(query.text("sort").value_or("age"));
  const std::string order = query.text("order").value_or(wish.sort == Sort::age ? "desc" : "asc");
  if (order != "asc" && order != "desc") Query::fail("order", "asc or desc");
  wish.descending = order == "desc";
  wish.limit = query.number("limit", wish.limit, 1, most_items);
  wish.offset = query.number("offset", 0, 0, most_offset);
  return wish;
}

std::string operations_json(const LiveState& state, Position position, const OperationListWish& wish) {
  const bool as_it_is = wish.sort == Sort::age && !restricts(wish);
  std::vector<const LiveToken*> found;
  if (!as_it_is) {
    found = select(state, wish);
    arrange(found, state, wish);
  }
  const auto& running = state.running();
  JsonText out;
  out.begin_object();
  out.member("position", position);
  out.member("total", std::uint64_t{as_it_is ? running.size() : found.size()});
  out.member("running", std::uint64_t{running.size()});
  out.key("items");
  out.begin_array();
  if (!as_it_is) {
    write_items(out, state, wish, found.begin(), found.end());
  } else if (wish.descending) {
    write_items(out, state, wish, running.begin(), running.end());
  } else {
    write_items(out, state, wish, running.rbegin(), running.rend());
  }
  out.end_array();
  out.end_object();
  return out.take();
}

}  // namespace cancel::dashboard
