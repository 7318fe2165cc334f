#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>

#include "random_commands.hpp"

namespace cancel::test {
namespace {

// One overload a command: all its fields.

using ComparableReference = std::optional<std::pair<std::optional<std::string>, std::string>>;

ComparableReference comparable(const std::optional<TokenReference>& reference) {
  if (!reference) return std::nullopt;
  return std::pair{reference->space, reference->id};
}

auto fields(const CancellationWish& wish) {
  return std::tie(wish.reason, wish.cause, wish.mode, wish.grace, wish.force, wish.requested_by);
}

auto fields(const TokenFilter& filter) {
  return std::tie(filter.space, filter.labels, filter.tool, filter.session, filter.state, filter.cancelled);
}

auto fields(const CreateToken& command) {
  return std::tie(command.name, command.parents, command.ttl, command.labels);
}

auto fields(const CancelToken& command) {
  return std::tuple_cat(std::tie(command.name, command.remember_if_absent, command.error_if_cancelled),
                        fields(command.wish));
}

auto fields(const CancelMany& command) {
  return std::tuple_cat(fields(command.filter), fields(command.wish), std::tie(command.dry_run));
}

auto fields(const ReadStatus& command) {
  return std::tie(command.name);
}

auto fields(const AwaitToken& command) {
  return std::tie(command.name, command.until, command.timeout);
}

auto fields(const ListTokens& command) {
  return std::tuple_cat(fields(command.filter), std::tie(command.limit, command.after));
}

auto fields(const ReleaseToken& command) {
  return std::tie(command.name);
}

auto fields(const StartOperation& command) {
  return std::tie(command.name, command.token, command.parents, command.tool, command.request_id, command.session,
                  command.deadline, command.grace, command.force, command.labels, command.already_running,
                  command.occurred_at);
}

auto fields(const MarkExecuted& command) {
  return std::tie(command.name, command.occurred_at);
}

auto fields(const FinishOperation& command) {
  return std::tie(command.name, command.outcome, command.error, command.occurred_at, command.result);
}

auto fields(const ListOperations& command) {
  return std::tuple_cat(std::tuple{comparable(command.under)},
                        std::tie(command.space, command.session, command.tool, command.limit, command.after));
}

auto fields(const OpenSession& command) {
  return std::tie(command.space, command.session, command.name, command.version, command.pid, command.host,
                  command.lease);
}

auto fields(const RenewSession& command) {
  return std::tie(command.session);
}

auto fields(const CloseSession& command) {
  return std::tie(command.session);
}

auto fields(const ReadEvents& command) {
  return std::tuple_cat(std::tuple{comparable(command.token)},
                        std::tie(command.after, command.limit, command.space, command.types));
}

auto fields(const ReadStatistics&) {
  return std::tuple{};
}

auto fields(const ReadInfo&) {
  return std::tuple{};
}

auto fields(const PruneLog& command) {
  return std::tie(command.before);
}

auto fields(const ReadResult& command) {
  return std::tie(command.name);
}

}  // namespace

bool same(const CommandBody& left, const CommandBody& right) {
  if (left.index() != right.index()) return false;
  return std::visit(
      [&](const auto& command) {
        using Body = std::decay_t<decltype(command)>;
        return fields(command) == fields(std::get<Body>(right));
      },
      left);
}

}  // namespace cancel::test
