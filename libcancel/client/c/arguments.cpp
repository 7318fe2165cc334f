#include "arguments.hpp"

#include <algorithm>
#include <utility>

#include "cancel/wire/utf8.hpp"
#include "handles.hpp"
#include "runtime/texts.hpp"

namespace cancel::c {

namespace {

constexpr Millis longest_length = std::chrono::hours{24 * 365 * 100};
constexpr Millis longest_patience = std::chrono::hours{24 * 365};

[[noreturn]] void refuse(const char* what, const std::string& must) {
  throw std::invalid_argument(std::string(what) + " " + must);
}

Cause cause(const char* given) {
  const auto word = text(given, "cause");
  if (!word) return Cause::user_requested;
  const auto found = from_string<Cause>(*word);
  if (!found) refuse("cause", "\"" + client::fit_text(*word) + "\" is none of the protocol's");
  return *found;
}

TokenName name(const cancel_name& given, const std::string& space) {
  return {text_or(given.space, "a parent's namespace", space), required_text(given.id, "a parent's id")};
}

}  // namespace

std::optional<std::string> text(const char* given, const char* what) {
  if (given == nullptr) return std::nullopt;
  std::string copied(given);
  if (!is_utf8(copied)) refuse(what, "is not UTF-8");
  return copied;
}

std::string required_text(const char* given, const char* what) {
  return *text(&required(given, what), what);
}

std::string text_or(const char* given, const char* what, std::string otherwise) {
  return text(given, what).value_or(std::move(otherwise));
}

std::optional<Millis> length(std::int64_t given, const char* what) {
  if (given == CANCEL_NONE) return std::nullopt;
  return required_length(given, what);
}

Millis required_length(std::int64_t given, const char* what) {
  if (given < 0 || given > longest_length.count()) refuse(what, "must be a length of time in ms, up to 100 years");
  return Millis{given};
}

Millis patience(std::int64_t given, const char* what) {
  if (given == CANCEL_NONE) return longest_patience;
  if (given < 0) refuse(what, "must be a length of time in ms, or CANCEL_NONE");
  return std::min(Millis{given}, longest_patience);
}

Stage stage(int given) {
  switch (given) {
    case CANCEL_STAGE_REQUESTED:
      return Stage::requested;
    case CANCEL_STAGE_FORCED:
      return Stage::forced;
    case CANCEL_STAGE_COMPLETED:
      return Stage::completed;
  }
  refuse("stage", "is none of the list");
}

Mode mode(int given) {
  switch (given) {
    case CANCEL_MODE_GRACEFUL:
      return Mode::graceful;
    case CANCEL_MODE_FORCE:
      return Mode::force;
  }
  refuse("mode", "is none of the list");
}

Outcome outcome(int given) {
  switch (given) {
    case CANCEL_OUTCOME_STOPPED:
      return Outcome::stopped;
    case CANCEL_OUTCOME_SUCCEEDED:
      return Outcome::succeeded;
    case CANCEL_OUTCOME_FAILED:
      return Outcome::failed;
  }
  refuse("outcome", "is none of the list");
}

CancellationWish wish(const cancel_wish* given) {
  const cancel_wish known = known_options(given, cancel_wish_init, "wish");
  CancellationWish wish;
  wish.reason = text(known.reason, "reason");
  wish.cause = cause(known.cause);
  wish.mode = mode(known.mode);
  wish.grace = length(known.grace_ms, "grace_ms");
  wish.force = length(known.force_ms, "force_ms");
  wish.requested_by = text(known.requested_by, "requested_by");
  return wish;
}

Cancellation cancellation(const cancel_wish* given) {
  CancellationWish wanted = wish(given);
  return {.reason = std::move(wanted.reason),
          .cause = wanted.cause,
          .mode = wanted.mode,
          .requested_by = std::move(wanted.requested_by)};
}

Labels labels(const cancel_label* given, std::size_t count) {
  Labels found;
  if (count != 0) required(given, "labels");
  for (std::size_t index = 0; index < count; ++index) {
    std::string key = required_text(given[index].key, "a label's key");
    if (!found.emplace(key, required_text(given[index].value, "a label's value")).second) {
      refuse("labels", "have \"" + key + "\" twice");
    }
  }
  return found;
}

std::vector<CancellationToken> tokens(const cancel_token* const* given, std::size_t count, const char* what) {
  std::vector<CancellationToken> found;
  if (count != 0) required(given, what);
  for (std::size_t index = 0; index < count; ++index) found.push_back(required(given[index], what).token);
  return found;
}

template <typename Options>
std::vector<Parent> parents(const Options& options, const std::string& space) {
  std::vector<Parent> found;
  for (auto& token : tokens(options.parent_tokens, options.parent_token_count, "a parent token")) {
    found.emplace_back(std::move(token));
  }
  if (options.parent_name_count != 0) required(options.parent_names, "parent_names");
  for (std::size_t index = 0; index < options.parent_name_count; ++index) {
    found.emplace_back(name(options.parent_names[index], space));
  }
  return found;
}

template std::vector<Parent> parents(const cancel_operation_options&, const std::string&);
template std::vector<Parent> parents(const cancel_shared_token_options&, const std::string&);

void check_size(const void* given, std::size_t size, std::size_t known, const char* what) {
  if (size < known) refuse(what, "has a wrong size: its _init() function sets it");
  const auto* bytes = static_cast<const unsigned char*>(given);
  if (std::any_of(bytes + known, bytes + size, [](unsigned char byte) { return byte != 0; })) {
    refuse(what, "asks for something that only a newer libcancel knows");
  }
}

}  // namespace cancel::c

using namespace cancel::c;

void cancel_wish_init(cancel_wish* wish, size_t size) {
  set_options(wish, size, {.size = 0, .grace_ms = CANCEL_NONE, .force_ms = CANCEL_NONE});
}
