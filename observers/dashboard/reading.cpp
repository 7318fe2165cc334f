#include "dashboard/reading.hpp"

#include <utility>

#include "cancel/wire/request_encoder.hpp"
#include "dashboard/history_wish.hpp"
#include "dashboard/task.hpp"

namespace cancel::dashboard {

namespace {

constexpr std::size_t most_waiting = 256;
constexpr std::size_t most_histories = 64;
// Of shared tokens that a tree names, this many are asked for.
constexpr int most_questions = 32;

TreeNode node_of(const live::LiveState& state, const live::LiveToken& token) {
  TreeNode node;
  node.name = token.name;
  node.state = state.state_of(token);
  node.cancelled = token.cancellation.has_value();
  node.operation = token.operation.has_value();
  node.running = token.running();
  if (token.operation) node.tool = token.operation->tool;
  node.parents = token.parents;
  return node;
}

void require_contact(const live::Standing& standing) {
  if (standing.connected) return;
  throw ApiFailure(no_daemon("no contact with the daemon" + (standing.fault.empty() ? "" : ": " + standing.fault)));
}

}  // namespace

Reading::Reading(Messaging& messaging, const std::string& endpoint, Millis answer_within, const live::LiveThread& live,
                 std::function<live::Standing()> standing)
    : live_(live),
      standing_(std::move(standing)),
      calls_(messaging, endpoint, answer_within),
      tokens_(calls_, log_),
      older_(calls_, log_),
      worker_(most_waiting),
      history_worker_(most_histories) {}

void Reading::stop() {
  stopping_ = true;
  worker_.stop();
  history_worker_.stop();
}

void Reading::token(const Exchange& exchange, const TokenName& name) {
  answer_later(worker_, exchange, [this, name] {
    const live::Standing standing = standing_();
    require_contact(standing);
    return tokens_.answer(standing, name);
  });
}

void Reading::tree(const Exchange& exchange, const TokenName& name) {
  answer_later(worker_, exchange, [this, name] {
    require_contact(standing_());
    return tree_of(name);
  });
}

void Reading::history(const Exchange& exchange, HistoryFilter filter) {
  answer_later(history_worker_, exchange, [this, exchange, filter = std::move(filter)] {
    HistoryFilter wider = filter;
    ++wider.limit;  // to know whether there are more
    LogReader& reader = history_log_.reader(standing_());
    try {
      return history_json(reader.history(wider, [&] { return stopping_ || exchange->disconnected(); }), filter.limit);
    } catch (const ReadGivenUp&) {
      throw ApiFailure(no_log("the dashboard ends"));
    } catch (const std::runtime_error& fault) {
      history_log_.close();
      throw ApiFailure(no_log(std::string("the log can not be read: ") + fault.what()));
    }
  });
}

bool Reading::older(const std::string& log_id, Position after, Answer answer) {
  return worker_.post([this, log_id, after, answer = std::move(answer)] {
    std::optional<OlderChanges::Result> result;
    const live::Standing standing = standing_();
    try {
      if (standing.log_id == log_id) result = older_.read(standing, after);
    } catch (const std::exception&) {
      // It is asked for again.
    }
    answer(std::move(result));
  });
}

std::string Reading::tree_of(const TokenName& name) {
  auto decoded = decode_result<StatusReply>(calls_.ask(ReadStatus{name}));
  if (!decoded) throw ApiFailure({409, "refused", "the daemon's answer can not be read: " + decoded.error().message});
  const StatusReply& status = decoded->reply;
  int questions = most_questions;
  TreeNode root = dashboard::node_of(status.token);
  {
    const auto view = live_.view();
    if (const live::LiveToken* known = view.state().find(name); known != nullptr && known->operation) {
      root.operation = true;
      root.tool = known->operation->tool;
    }
  }
  TokenTree tree =
      grow_tree(root, status.operations, [&](const TokenName& other) { return look_up(other, questions); });
  tree.truncated = tree.truncated || decoded->next_cursor || questions < 0;
  return tree_json(tree);
}

std::optional<TreeNode> Reading::look_up(const TokenName& name, int& questions) {
  {
    const auto view = live_.view();
    if (const live::LiveToken* known = view.state().find(name)) return node_of(view.state(), *known);
  }
  if (questions <= 0) {
    questions = -1;
    return std::nullopt;
  }
  --questions;
  try {
    return dashboard::node_of(calls_.read(ReadStatus{name}).token);
  } catch (const ApiFailure&) {
    return std::nullopt;
  }
}

}  // namespace cancel::dashboard
