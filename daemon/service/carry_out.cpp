#include <set>

#include "cancel/domain/queries.hpp"
#include "cancel/domain/refusals.hpp"
#include "log_queries.hpp"
#include "refusals.hpp"
#include "service_impl.hpp"

namespace cancel {
// Carries out one command: a visitor over its methods that makes the reply, or none where it waits.
class CarryOut {
 public:
  CarryOut(Service::Impl& service, Turn& turn, Entry& entry, const Command& command)
      : service_(service), turn_(turn), entry_(entry), command_(command) {}

  std::optional<ReplyBody> operator()(const ReadStatus& query) {
    return answer_status(service_.state_, service_.options_.policy, query.name);
  }

  std::optional<ReplyBody> operator()(const AwaitToken& wait) {
    const Token* token = service_.state_.find(wait.name);
    if (auto body = answer_wait(service_.state_, service_.options_.policy, wait, token)) return body;
    service_.waits_.add({entry_.ticket, wait, turn_.moment + wait.timeout});
    return std::nullopt;
  }

  // The log has to have the end. Where it does not take it, the state is as before, and so is the answer.
  std::optional<ReplyBody> operator()(const ReadResult& query) {
    if (auto body = answer_result(service_.state_, query.name)) return body;
    service_.append(turn_);
    service_.restore_named(command_);
    if (auto body = answer_result(service_.state_, query.name)) return body;
    return result_of(*service_.state_.find(query.name), service_.log_.read_token(query.name));
  }

  std::optional<ReplyBody> operator()(const ListTokens& query) {
    service_.append(turn_);  // the list is read from the log
    return list_tokens(service_.log_, query);
  }

  std::optional<ReplyBody> operator()(const ListOperations& query) {
    if (query.after > service_.state_.head()) return invalid_param("cursor", "it is not of this log");
    OperationViews page = list_operations(service_.state_, service_.options_.policy, query);
    return OperationListReply{std::move(page.operations), page.more};
  }

  std::optional<ReplyBody> operator()(const RenewSession& renewal) {
    const Session* session = service_.state_.session(renewal.session);
    if (!session) return no_such_session(renewal.session);
    service_.leases_.renew(renewal.session, turn_.moment + session->opened.lease);
    return RenewSessionReply{renewal.session, session->opened.lease};
  }

  std::optional<ReplyBody> operator()(const ReadEvents& query) {
    service_.append(turn_);
    return read_events(service_.log_, query);
  }

  std::optional<ReplyBody> operator()(const ReadStatistics&) {
    const State& state = service_.state_;
    StatisticsReply reply;
    reply.total = state.statistics().total();
    reply.by_namespace = state.statistics().by_namespace();
    reply.head = state.head();
    reply.uptime_ms = std::chrono::duration_cast<std::chrono::milliseconds>(turn_.moment - service_.started_).count();
    reply.open_sessions = state.sessions().size();
    reply.tokens_in_memory = state.tokens().size();
    reply.pending_waits = service_.waits_.size();
    reply.rejected_commands = service_.rejections_.by_code();
    reply.commits = service_.commit_watch_.told();
    return reply;
  }

  std::optional<ReplyBody> operator()(const ReadInfo&) {
    const ServiceOptions& options = service_.options_;
    InfoReply reply;
    reply.version = options.version;
    reply.log_id = service_.log_.id();
    reply.head = service_.state_.head();
    reply.first = service_.log_.first();
    reply.started_at = service_.started_at_;
    reply.backend = service_.log_.backend();
    reply.log = options.log;
    reply.command_endpoint = options.command_endpoint;
    reply.event_endpoint = options.event_endpoint;
    reply.graceful_timeout = options.policy.grace;
    reply.force_timeout = options.policy.force;
    return reply;
  }

  std::optional<ReplyBody> operator()(const PruneLog& wish) {
    service_.append(turn_);  // what is below the head is in the log
    const Position head = service_.log_.head();
    if (const auto* position = std::get_if<Position>(&wish.before)) {
      if (*position > head) return invalid_param("before", "is beyond the head, " + std::to_string(head));
      return service_.pruner_.want(*position, service_.log_);
    }
    const Position last = last_before(service_.log_, std::get<Timestamp>(wish.before));
    return service_.pruner_.want(std::min(last + 1, head), service_.log_);
  }

  // Everything else changes state.
  template <typename Body>
  std::optional<ReplyBody> operator()(const Body& body) {
    Result<Decision> decision = decide(service_.state_, service_.options_.policy, body);
    if (!decision) return decision.error();
    const bool changes = !decision->events.empty() || !decision->follow_ups.empty();
    if (changes && service_.storage_failed_) return storage_unavailable(known_outcome());
    const std::size_t before = turn_.staged.size();
    const Remark remark = decision->remark;
    service_.stage(turn_, *std::move(decision), command_.command_id);
    entry_.changed = turn_.staged.size() > before;
    if constexpr (std::is_same_v<Body, OpenSession>) {
      service_.leases_.renew(body.session, turn_.moment + service_.state_.session(body.session)->opened.lease);
    }
    return answer(service_.state_, body, remark);
  }

  // The reply to a command that was carried out before, if it was.
  std::optional<ReplyBody> again() {
    if (!command_.command_id) return std::nullopt;
    const CarriedOut* known = service_.state_.carried_out(*command_.command_id);
    if (!known || !changes_state()) return std::nullopt;
    service_.append(turn_);  // its events are read from the log
    known = service_.state_.carried_out(*command_.command_id);
    if (!known) return storage_unavailable(known_outcome());
    const CarriedOut carried_out = *known;
    const auto events = service_.log_.read_after(carried_out.first - 1, carried_out.last - carried_out.first + 1);
    for (const Event& event : events) {
      if (!event.of_session() && !service_.state_.find(event.token)) service_.restore(event.token, service_.state_.head());
    }
    return answer_again(service_.state_, command_, carried_out, events);
  }

 private:
  // While the log takes nothing, a command is not recorded, unless an earlier attempt of the same command may be.
  StorageOutcome known_outcome() const {
    const auto& id = command_.command_id;
    return id && service_.doubtful_commands_.contains(*id) ? StorageOutcome::unknown : StorageOutcome::not_recorded;
  }

  bool changes_state() const {
    return std::visit(
        [](const auto& body) {
          return requires { decide(std::declval<const State&>(), std::declval<const Policy&>(), body); };
        },
        command_.body);
  }

  Service::Impl& service_;
  Turn& turn_;
  Entry& entry_;
  const Command& command_;
};

void Service::Impl::carry_out(Turn& turn, Entry& entry) {
  if (auto* error = std::get_if<Error>(&entry.content)) {
    entry.reply = Reply{*error};
    return;
  }
  auto& command = std::get<Command>(entry.content);
  name_new(command);
  try {
    restore_named(command);
    CarryOut carry{*this, turn, entry, command};
    if (auto body = carry.again()) {
      const bool replayed = !std::holds_alternative<Error>(*body);
      entry.reply = Reply{std::move(*body), replayed};
    } else if (body = std::visit(carry, command.body); body) {
      entry.reply = Reply{std::move(*body)};
    }
  } catch (const LogError& error) {
    entry.reply = unreadable(turn, error.what());
  } catch (const LogDamaged& error) {
    entry.reply = unreadable(turn, error.what());
  }
}

// The log could not be read for this command. Nothing was staged by it: what reads, reads first.
Reply Service::Impl::unreadable(Turn& turn, const char* what) {
  turn.report.storage_failed = what;
  return Reply{storage_unavailable(StorageOutcome::not_recorded, "it could not be read: " + std::string(what))};
}

void Service::Impl::name_new(Command& command) {
  if (auto* create = std::get_if<CreateToken>(&command.body); create && create->name.id.empty()) {
    create->name.id = ids_.next();
  }
  if (auto* start = std::get_if<StartOperation>(&command.body); start && start->name.id.empty()) {
    start->name.id = ids_.next();
  }
  if (auto* session = std::get_if<OpenSession>(&command.body); session && session->session.empty()) {
    session->session = ids_.next();
  }
}

void Service::Impl::stage(Turn& turn, Decision decision, const std::optional<std::string>& command_id) {
  for (NewEvent& event : decision.events) {
    turn.staged.push_back(placed(state_, std::move(event), turn.now, command_id));
    evolve(state_, turn.staged.back());
  }
  for (const FollowUp& follow_up : decision.follow_ups) stage(turn, decide(state_, follow_up), command_id);
}

void Service::Impl::restore_named(const Command& command) {
  for (const TokenName& name : names_in(command.body)) {
    if (!state_.find(name)) restore(name, state_.head());
  }
}

// The farthest ancestors first. Each name is looked for once: one that is in the log may not have been there at `last`,
// where retention had freed the id and somebody has taken it again later.
void Service::Impl::restore(const TokenName& name, Position last) {
  std::vector<TokenName> waiting{name};
  std::set<TokenName> looked_for{name};
  while (!waiting.empty()) {
    const TokenName next = waiting.back();
    if (state_.find(next) || !log_.contains(next)) {
      waiting.pop_back();
      continue;
    }
    auto events = log_.read_token(next);
    std::erase_if(events, [&](const Event& event) { return event.position > last; });
    std::vector<TokenName> missing;
    for (const Event& event : events) {
      for (const TokenName& parent : parents_to_restore(event)) {
        if (looked_for.insert(parent).second) missing.push_back(parent);
      }
    }
    if (!missing.empty()) {
      waiting.insert(waiting.end(), missing.begin(), missing.end());
      continue;
    }
    waiting.pop_back();
    state_.restore(events);
    const Token* token = state_.find(next);
    if (!token) continue;
    keeper_.note(*token, clock_.elapsed());
    snapshotter_.changed(token->key);
  }
}

// The parents that `event` names and that are in the log, but not in memory.
std::vector<TokenName> Service::Impl::parents_to_restore(const Event& event) const {
  std::vector<TokenName> missing;
  const auto look = [&](const std::vector<TokenName>& parents) {
    for (const TokenName& parent : parents) {
      if (!state_.find(parent) && log_.contains(parent)) missing.push_back(parent);
    }
  };
  if (const auto* created = std::get_if<TokenCreated>(&event.data)) look(created->parents);
  if (const auto* started = std::get_if<OperationStarted>(&event.data)) look(started->parents);
  return missing;
}

}  // namespace cancel
