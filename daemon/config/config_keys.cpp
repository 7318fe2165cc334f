#include <algorithm>
#include <type_traits>
#include <utility>

#include "config/config_key.hpp"

namespace cancel::daemon {
namespace {

constexpr std::int64_t ms = 1;
constexpr std::int64_t hour = 3'600'000 * ms;
constexpr std::int64_t day = 24 * hour;
constexpr std::int64_t century = 36'500 * day;
constexpr std::int64_t million = 1'000'000;
constexpr std::int64_t billion = 1'000 * million;

// Between a member of Config and the value of its key.
ConfigValue to_value(bool truth) {
  return truth;
}
ConfigValue to_value(std::uint64_t number) {
  return static_cast<std::int64_t>(number);
}
ConfigValue to_value(Millis duration) {
  return duration.count();
}
ConfigValue to_value(const std::string& text) {
  return text;
}
template <typename Word>
requires std::is_enum_v<Word> ConfigValue to_value(Word word) {
  return std::string(word_of(word));
}

void assign(bool& member, const ConfigValue& value) {
  member = std::get<bool>(value);
}
void assign(std::uint64_t& member, const ConfigValue& value) {
  member = static_cast<std::uint64_t>(std::get<std::int64_t>(value));
}
void assign(Millis& member, const ConfigValue& value) {
  member = Millis{std::get<std::int64_t>(value)};
}
void assign(std::string& member, const ConfigValue& value) {
  member = std::get<std::string>(value);
}
template <typename Word>
requires std::is_enum_v<Word>
void assign(Word& member, const ConfigValue& value) {
  const auto words = words_of(Word{});
  const auto found = std::find(words.begin(), words.end(), std::get<std::string>(value));
  member = static_cast<Word>(found - words.begin());
}

// One row while it is being written down.
class Row {
 public:
  explicit Row(ConfigKey& key) : key_(key) {}

  Row& help(std::string_view sentences) {
    key_.help = sentences;
    return *this;
  }
  Row& within(std::int64_t least, std::int64_t most) {
    key_.least = least;
    key_.most = most;
    return *this;
  }
  Row& zero_means(std::string_view meaning) {
    key_.zero = meaning;
    return *this;
  }
  Row& flag(std::string_view name) {
    key_.flag = name;
    return *this;
  }
  Row& shared_variable(std::string_view name) {
    key_.shared_variable = name;
    return *this;
  }
  Row& found_at_start(std::string_view where, std::string_view example) {
    key_.computed = where;
    key_.example = example;
    return *this;
  }

 private:
  ConfigKey& key_;
};

// The keys of one section. `member` gives the member of a Config that a key is for.
class Section {
 public:
  Section(std::vector<ConfigKey>& keys, std::string_view name) : keys_(keys), name_(name) {}

  template <typename Member>
  Row key(std::string_view name, KeyType type, Member member) {
    ConfigKey& key = keys_.emplace_back(ConfigKey{name_, name, type, {}, {}, {}});
    key.read = [member](const Config& config) { return to_value(member(config)); };
    key.write = [member](Config& config, const ConfigValue& value) { assign(member(config), value); };
    return Row(key);
  }

  template <typename Member>
  Row word(std::string_view name, Member member) {
    Row row = key(name, KeyType::word, member);
    const auto words = words_of(std::remove_cvref_t<decltype(member(std::declval<Config&>()))>{});
    keys_.back().words.assign(words.begin(), words.end());
    return row;
  }

 private:
  std::vector<ConfigKey>& keys_;
  std::string_view name_;
};

// clang-format off
#define MEMBER(name) [](auto& config) -> auto& { return config.name; }
// clang-format on

void add_daemon(Section section) {
  section.key("enabled", KeyType::boolean, MEMBER(enabled))
      .help("Whether canceld runs at all. With false it says so and exits with 0.");
}

void add_cancellation(Section section) {
  section.key("default_timeout", KeyType::duration, MEMBER(service.policy.default_deadline))
      .within(0, century)
      .zero_means("no deadline")
      .help(
          "Deadline of operations that name none. By default work is never stopped because somebody left a number "
          "out.");
  section.key("graceful_timeout", KeyType::duration, MEMBER(service.policy.grace))
      .within(0, century)
      .help("How long work may take to stop by itself before its cancellation is escalated to force.");
  section.key("force_timeout", KeyType::duration, MEMBER(service.policy.force))
      .within(0, century)
      .help("How long after force a stop may stay unconfirmed before the log says that it is.");
  section.key("token_expiry", KeyType::duration, MEMBER(service.policy.default_ttl))
      .within(0, century)
      .zero_means("they live until they are released or cancelled")
      .help("Time-to-live of tokens that name none. It counts only while nothing runs under them.");
  section.key("lease", KeyType::duration, MEMBER(service.policy.lease))
      .within(1 * ms, century)
      .help("Lease of sessions that name none: an owner that is silent for so long counts as gone.");
}

void add_capacities(Section section) {
  section.key("max_operations", KeyType::count, MEMBER(service.policy.max_operations))
      .within(0, billion)
      .zero_means("no limit")
      .help("Most operations that run at once. One more is refused; none is ever evicted.");
  section.key("max_operations_per_namespace", KeyType::count, MEMBER(service.policy.max_operations_per_namespace))
      .within(0, billion)
      .zero_means("no limit")
      .help("Most operations that run at once in one namespace.");
  section.key("max_tokens", KeyType::count, MEMBER(service.policy.max_tokens))
      .within(0, billion)
      .zero_means("no limit")
      .help("Most tokens that are active at once.");
  section.key("max_sessions", KeyType::count, MEMBER(service.policy.max_sessions))
      .within(0, billion)
      .zero_means("no limit")
      .help("Most sessions that are open at once.");
}

void add_request_limits(Section section) {
  section.key("message_size", KeyType::size, MEMBER(request.message_bytes))
      .within(1 << 10, 1 << 20)
      .help("Largest request message. The sender of a larger one loses its connection.");
  section.key("batch_items", KeyType::count, MEMBER(request.batch_items))
      .within(1, 1'000)
      .help("Most requests in one batch.");
  section.key("labels", KeyType::count, MEMBER(request.labels))
      .within(1, 32)
      .help("Most labels of one token or operation.");
  section.key("parents", KeyType::count, MEMBER(request.parents))
      .within(1, 64)
      .help("Most parents that one command names.");
  section.key("text_size", KeyType::size, MEMBER(request.text_bytes))
      .within(1, 4'096)
      .help("Longest reason, error, label or other text.");
  section.key("turn_commands", KeyType::count, MEMBER(service.turn_commands))
      .within(1, 65'536)
      .help("Most commands that share one commit of the log.");
}

void add_storage(Section section) {
  section.key("db", KeyType::path, MEMBER(db))
      .flag("db")
      .found_at_start("$XDG_STATE_HOME/canceld/cancel.db, else ~/.local/state/canceld/cancel.db",
                      "/var/lib/canceld/cancel.db")
      .help("The log: one SQLite file. Its folder must exist, but for that of the default.");
  section.word("durability", MEMBER(durability))
      .flag("durability")
      .help("What a reply promises: with full its events survive a power cut, with normal the daemon's end only.");
  section.key("retention", KeyType::duration, MEMBER(service.retention))
      .within(0, century)
      .zero_means("for ever")
      .help("How long the log keeps events that no live token needs any more.");
  section.key("cleanup_interval", KeyType::duration, MEMBER(service.cleanup_interval))
      .within(10 * ms, day)
      .help("Time between two clean-ups of memory and log. It never decides what expires.");
  section.key("cleanup_on_start", KeyType::boolean, MEMBER(service.cleanup_on_start))
      .help("Whether there is a clean-up before the first command.");
  section.key("keep_ended", KeyType::duration, MEMBER(service.keep_ended))
      .within(0, century)
      .help("How long an ended token stays in memory; later it is answered from the log, more slowly.");
  section.key("most_ended", KeyType::count, MEMBER(service.most_ended))
      .within(1'000, billion)
      .help("How many ended tokens stay in memory at most. The oldest leave earlier than keep_ended says.");
  section.key("snapshot_events", KeyType::count, MEMBER(service.snapshot_events))
      .within(0, billion)
      .zero_means("never")
      .help("A snapshot is made when the log has grown by so many events, and by as many as it had tokens.");
  section.key("remembered_commands", KeyType::count, MEMBER(service.policy.remembered_commands))
      .within(100'000, 100 * million)
      .help("How many command ids are remembered, so that a command that is sent twice happens once.");
}

void add_sockets(Section section) {
  section.key("command_endpoint", KeyType::endpoint, MEMBER(command_endpoint))
      .flag("command-endpoint")
      .shared_variable("CANCEL_COMMAND_ENDPOINT")
      .found_at_start("ipc://$XDG_RUNTIME_DIR/canceld/command, else under /run/user/UID or /tmp/canceld-UID",
                      "ipc:///run/canceld/command")
      .help("Where commands are taken.");
  section.key("event_endpoint", KeyType::endpoint, MEMBER(event_endpoint))
      .flag("event-endpoint")
      .shared_variable("CANCEL_EVENT_ENDPOINT")
      .found_at_start("ipc://$XDG_RUNTIME_DIR/canceld/event, else under /run/user/UID or /tmp/canceld-UID",
                      "ipc:///run/canceld/event")
      .help("Where events are published.");
  section.key("event_queue", KeyType::count, MEMBER(event_queue))
      .within(1'000, 100 * million)
      .help("Most events that wait for one slow subscriber. It misses those beyond, and reads them from the log.");
  section.key("heartbeat_interval", KeyType::duration, MEMBER(service.heartbeat))
      .within(10 * ms, hour)
      .help("Time between two heartbeats on the event socket.");
}

void add_logging(Section section) {
  section.word("level", MEMBER(log_level))
      .flag("log-level")
      .help("How much is told on stderr: everything at this level or a later one.");
  section.word("format", MEMBER(log_format))
      .flag("log-format")
      .help("One line a fact, as text with key=value fields or as a JSON object.");
  section.key("detailed_events", KeyType::boolean, MEMBER(detailed_events))
      .help("Whether stderr tells every event, or only those of cancellations. The log always has all of them.");
}

#undef MEMBER

std::vector<ConfigKey> all_keys() {
  std::vector<ConfigKey> keys;
  add_daemon({keys, "daemon"});
  add_cancellation({keys, "cancellation"});
  add_capacities({keys, "limits"});
  add_request_limits({keys, "limits"});
  add_storage({keys, "storage"});
  add_sockets({keys, "sockets"});
  add_logging({keys, "logging"});
  return keys;
}

}  // namespace

const std::vector<ConfigKey>& config_keys() {
  static const std::vector<ConfigKey> keys = all_keys();
  return keys;
}

}  // namespace cancel::daemon
