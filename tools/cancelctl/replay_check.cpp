#include "replay_check.hpp"

#include "cancel/domain/queries.hpp"
#include "cancel/domain/state.hpp"
#include "cancel/store/log_reader.hpp"

namespace cancel::cancelctl {

namespace {

// The first property in which the two differ.
std::string difference(const TokenView& row, const TokenView& replayed) {
  if (row.state != replayed.state) {
    return "state (" + std::string(to_string(row.state)) + ", not " + std::string(to_string(replayed.state)) + ")";
  }
  if (row.version != replayed.version) return "version";
  if (row.position != replayed.position) return "position";
  if (row.created_at != replayed.created_at || row.expires_at != replayed.expires_at)
    return "time of its creation or end";
  if (row.parents != replayed.parents) return "parents";
  if (row.labels != replayed.labels) return "labels";
  if (row.reason != replayed.reason || row.cause != replayed.cause || row.mode != replayed.mode) {
    return "reason, cause or mode";
  }
  if (row.requested_by != replayed.requested_by) return "requester";
  if (row.outcome != replayed.outcome) return "outcome";
  if (row.has_operation != replayed.has_operation || row.tool != replayed.tool) return "operation";
  return "times";
}

std::string name_of(const TokenName& name) {
  return name.space + "/" + name.id;
}

std::optional<std::string> compare(const State& state, const TokenView& row) {
  const Token* token = state.find(row.name);
  if (token == nullptr) return "token " + name_of(row.name) + " has a row, but no events";
  const TokenView replayed = view(*token);
  if (row == replayed) return std::nullopt;
  return "the row of token " + name_of(row.name) + " has another " + difference(row, replayed) +
         " than a replay of its events gives";
}

std::optional<std::string> compare_all(const LogReader& log, const State& state, ReplaySummary& summary) {
  std::optional<std::string> fault;
  log.for_each_token({}, [&](const TokenView& row) {
    ++summary.tokens;
    fault = compare(state, row);
    return !fault;
  });
  if (fault || summary.tokens == state.tokens().size()) return fault;
  return std::to_string(state.tokens().size() - summary.tokens) + " tokens have events, but no row";
}

}  // namespace

std::optional<std::string> check_replay(const std::string& file, ReplaySummary& summary,
                                        const std::function<void(Position done, Position head)>& progress) {
  LogReader log(file);
  const auto moment = log.snapshot();
  summary.head = log.head();
  State state;
  log.for_each_event(0, [&](const Event& event) {
    evolve(state, event);
    ++summary.events;
    progress(event.position, summary.head);
    return true;
  });
  return compare_all(log, state, summary);
}

}  // namespace cancel::cancelctl
