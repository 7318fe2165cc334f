#include "random_commands.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <variant>

#include "cancel/wire/rfc3339.hpp"

namespace cancel::test {
namespace {

using Random = RandomValues;

std::optional<std::string> occurred_at(Random& random) {
  if (random.truth()) return std::nullopt;
  return to_rfc3339(random.time());
}

std::size_t limit(Random& random) {
  return random.truth() ? default_page : 1 + random.below(largest_page);
}

CancellationWish wish(Random& random) {
  return {
      .reason = random.maybe(&Random::text),
      .cause = random.word<Cause>(),
      .mode = random.word<Mode>(),
      .grace = random.maybe(&Random::duration),
      .force = random.maybe(&Random::duration),
      .requested_by = random.maybe(&Random::text),
  };
}

std::optional<TokenReference> reference(Random& random, const std::optional<std::string>& space) {
  if (random.truth()) return std::nullopt;
  TokenReference reference{random.maybe(&Random::space), random.name()};
  if (space && !reference.space) reference.space = space;
  return reference;
}

void fill(Random& random, CreateToken& command) {
  command.name = random.token_name();
  if (random.truth()) command.name.id.clear();
  command.parents = random.token_names();
  command.ttl = random.maybe(&Random::duration);
  command.labels = random.labels();
}

void fill(Random& random, CancelToken& command) {
  command.name = random.token_name();
  command.wish = wish(random);
  command.remember_if_absent = random.truth();
  command.error_if_cancelled = random.truth();
}

void fill(Random& random, CancelMany& command) {
  command.filter.space = random.maybe(&Random::space);
  command.filter.labels = random.labels();
  command.filter.tool = random.maybe(&Random::text);
  command.filter.session = random.maybe(&Random::some_text);
  if (random.truth()) command.filter = {};
  command.wish = wish(random);
  command.dry_run = random.truth();
}

void fill(Random& random, ReadStatus& command) {
  command.name = random.token_name();
}

void fill(Random& random, AwaitToken& command) {
  command.name = random.token_name();
  command.until = random.truth() ? AwaitToken::Until::completed : AwaitToken::Until::cancelled;
  command.timeout = Millis{static_cast<std::int64_t>(random.below(60'001))};
}

void fill(Random& random, ListTokens& command) {
  command.filter.space = random.maybe(&Random::space);
  command.filter.state = random.maybe(&Random::word<TokenState>);
  command.filter.cancelled = random.maybe(&Random::truth);
  command.filter.labels = random.labels();
  command.limit = limit(random);
  command.after = random.place();
}

void fill(Random& random, ReleaseToken& command) {
  command.name = random.token_name();
}

void fill(Random& random, StartOperation& command) {
  command.name = random.token_name();
  if (random.truth()) command.name.id.clear();
  command.token = random.maybe(&Random::token_name);
  command.parents = random.token_names();
  command.tool = random.maybe(&Random::text);
  command.request_id = random.maybe(&Random::request_id);
  command.session = random.maybe(&Random::some_text);
  command.deadline = random.maybe(&Random::duration);
  command.grace = random.maybe(&Random::duration);
  command.force = random.maybe(&Random::duration);
  command.labels = random.labels();
  command.already_running = random.truth();
  command.occurred_at = occurred_at(random);
}

void fill(Random& random, MarkExecuted& command) {
  command.name = random.token_name();
  command.occurred_at = occurred_at(random);
}

void fill(Random& random, FinishOperation& command) {
  constexpr std::array outcomes{Outcome::succeeded, Outcome::failed, Outcome::stopped};
  command.name = random.token_name();
  command.outcome = outcomes[random.below(outcomes.size())];
  command.error = random.maybe(&Random::text);
  command.occurred_at = occurred_at(random);
  command.result = random.maybe(&Random::text);
}

void fill(Random& random, ListOperations& command) {
  command.space = random.maybe(&Random::space);
  command.under = reference(random, command.space);
  command.session = random.maybe(&Random::some_text);
  command.tool = random.maybe(&Random::text);
  command.limit = limit(random);
  command.after = random.place();
}

void fill(Random& random, OpenSession& command) {
  command.space = random.space();
  command.name = random.some_text();
  command.version = random.maybe(&Random::text);
  if (random.truth()) command.pid = static_cast<std::int64_t>(random.place());
  command.host = random.maybe(&Random::text);
  if (random.truth()) command.lease = std::max(Millis{1}, random.duration());
}

void fill(Random& random, RenewSession& command) {
  command.session = random.some_text();
}

void fill(Random& random, CloseSession& command) {
  command.session = random.some_text();
}

void fill(Random& random, ReadEvents& command) {
  command.after = random.position();
  command.limit = limit(random);
  command.space = random.maybe(&Random::space);
  command.token = reference(random, command.space);
  for (std::size_t index = random.below(4); index < words::of(EventType{}).size(); index += 1 + random.below(9)) {
    command.types.push_back(static_cast<EventType>(index));
  }
  if (random.truth()) command.types.clear();
}

void fill(Random&, ReadStatistics&) {}

void fill(Random&, ReadInfo&) {}

void fill(Random& random, PruneLog& command) {
  command.before = random.position();
  if (random.truth()) command.before = random.time();
}

void fill(Random& random, ReadResult& command) {
  command.name = random.token_name();
}

template <std::size_t... Index>
CommandBody bare_command(std::size_t index, std::index_sequence<Index...>) {
  CommandBody body;
  ((index == Index ? void(body.emplace<Index>()) : void()), ...);
  return body;
}

}  // namespace

CommandBody random_command(RandomValues& random, std::size_t index) {
  CommandBody body = bare_command(index, std::make_index_sequence<std::variant_size_v<CommandBody>>{});
  std::visit([&](auto& command) { fill(random, command); }, body);
  return body;
}

}  // namespace cancel::test
