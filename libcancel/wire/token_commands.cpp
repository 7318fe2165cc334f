#include <array>

#include "cancel/wire/cursor.hpp"
#include "command_readers.hpp"

// The parameters of cancellation/…

namespace cancel {
namespace {

constexpr std::int64_t longest_wait = 60'000;

CancellationWish read_wish(Parameters& in) {
  return {
      .reason = in.text("reason"),
      .cause = in.word<Cause>("cause").value_or(Cause::user_requested),
      .mode = in.word<Mode>("mode").value_or(Mode::graceful),
      .grace = in.duration("graceMs"),
      .force = in.duration("forceMs"),
      .requested_by = in.text("requestedBy"),
  };
}

// Which of the two words that this parameter of one method knows it is; the first one is the default.
bool is_second_word(Parameters& in, std::string_view param, std::array<std::string_view, 2> allowed) {
  const std::optional<std::string> word = in.text(param, 0, longest_text);
  if (word && *word != allowed[0] && *word != allowed[1]) in.fail_words(param, allowed);
  return word == allowed[1];
}

AwaitToken::Until read_until(Parameters& in) {
  in.required("until");
  const bool completed = is_second_word(in, "until", {"cancelled", "completed"});
  return completed ? AwaitToken::Until::completed : AwaitToken::Until::cancelled;
}

bool restricts(const TokenFilter& filter) {
  return filter.space || !filter.labels.empty() || filter.tool || filter.session;
}

}  // namespace

void read(Parameters& in, CreateToken& command) {
  command.name = in.name_or_empty();
  command.parents = in.references("parents");
  command.ttl = in.duration("ttlMs");
  command.labels = in.labels();
}

void read(Parameters& in, CancelToken& command) {
  command.name = in.name();
  command.wish = read_wish(in);
  command.remember_if_absent = is_second_word(in, "ifAbsent", {"error", "remember"});
  command.error_if_cancelled = is_second_word(in, "ifCancelled", {"succeed", "error"});
}

void read(Parameters& in, CancelMany& command) {
  command.filter.space = in.space_filter();
  command.filter.labels = in.labels();
  command.filter.tool = in.text("tool");
  command.filter.session = in.session();
  command.wish = read_wish(in);
  command.dry_run = in.truth("dryRun").value_or(false);
  const bool all = in.truth("all").value_or(false);
  if (!all && !restricts(command.filter)) in.fail("all", "must be true where nothing else says which tokens");
}

void read(Parameters& in, ReadStatus& command) {
  command.name = in.name();
}

void read(Parameters& in, AwaitToken& command) {
  command.name = in.name();
  command.until = read_until(in);
  command.timeout = in.required_duration("timeoutMs", longest_wait);
}

void read(Parameters& in, ListTokens& command) {
  command.filter.space = in.space_filter();
  command.filter.state = in.word<TokenState>("state");
  command.filter.cancelled = in.truth("cancelled");
  command.filter.labels = in.labels();
  command.limit = in.limit();
  command.after = in.cursor(decode_token_cursor);
}

void read(Parameters& in, ReleaseToken& command) {
  command.name = in.name();
}

}  // namespace cancel
