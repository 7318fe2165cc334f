#include "snapshot_codec.hpp"

#include <utility>

namespace cancel {
namespace {

// Append new ones, never renumber.
enum class Record : std::uint8_t { token = 1, removed = 2, command = 3, session = 4, statistics = 5, place = 6 };

// A list of members is written and read by the same function, so that the two can not differ: `each` is called with one
// member after another.
template <typename Cancellation, typename Each>
void members_of_cancellation(Cancellation& cancellation, Each&& each) {
  each(cancellation.reason), each(cancellation.cause), each(cancellation.mode), each(cancellation.grace);
  each(cancellation.force), each(cancellation.requested_by), each(cancellation.requested_position);
  each(cancellation.requested_at), each(cancellation.executed_at), each(cancellation.escalated_at);
  each(cancellation.completed_at), each(cancellation.completion_outcome), each(cancellation.latency_sample);
}

template <typename Operation, typename Each>
void members_of_operation(Operation& operation, Each&& each) {
  each(operation.started_position), each(operation.started_at), each(operation.tool), each(operation.session);
  each(operation.deadline), each(operation.grace), each(operation.force), each(operation.running);
  each(operation.executed), each(operation.unconfirmed), each(operation.outcome), each(operation.error);
}

template <typename AnyToken, typename Each>
void members_of_token(AnyToken& token, Each&& each) {
  each(token.key), each(token.name.space), each(token.name.id), each(token.version), each(token.position);
  each(token.created_at), each(token.ttl), each(token.expired_at), each(token.idle_since), each(token.phase_since);
  each(token.ending), each(token.unconfirmed), each(token.expired_since_done);
}

template <typename Opened, typename Each>
void members_of_session(Opened& opened, Each&& each) {
  each(opened.session), each(opened.name), each(opened.version), each(opened.pid), each(opened.host);
  each(opened.lease);
}

template <typename AnyCounters, typename Each>
void members_of_counters(AnyCounters& counters, Each&& each) {
  each(counters.active_operations), each(counters.active_tokens), each(counters.total_cancelled);
  each(counters.force_cancellations), each(counters.expired_tokens), each(counters.unconfirmed_cancellations);
}

auto putter(ByteWriter& out) {
  return [&out](const auto& member) { out.put(member); };
}

auto getter(ByteReader& in) {
  return [&in](auto& member) { in.get(member); };
}

void put(ByteWriter& out, const std::optional<RequestId>& id) {
  out.put(std::uint64_t{id ? id->index() + 1 : 0});
  if (id) std::visit([&](const auto& value) { out.put(value); }, *id);
}

std::optional<RequestId> get_request_id(ByteReader& in) {
  switch (in.natural()) {
    case 0:
      return std::nullopt;
    case 1:
      return RequestId(in.get<std::int64_t>());
    case 2:
      return RequestId(in.get<std::uint64_t>());
    case 3:
      return RequestId(in.text());
    default:
      throw BytesDamaged("a request id of an unknown kind");
  }
}

void put(ByteWriter& out, const Labels& labels) {
  out.put(std::uint64_t{labels.size()});
  for (const auto& [key, value] : labels) out.put(key), out.put(value);
}

Labels get_labels(ByteReader& in) {
  Labels labels;
  for (std::uint64_t left = in.natural(); left > 0; --left) {
    std::string key = in.text();
    labels.emplace(std::move(key), in.text());
  }
  return labels;
}

void put(ByteWriter& out, const Family& family) {
  out.put(std::uint64_t{family.parents.size()});
  for (const TokenName& parent : family.parents) out.put(parent.space), out.put(parent.id);
  out.put(std::uint64_t{family.parent_keys.size()});
  for (const TokenKey key : family.parent_keys) out.put(key);
}

Family get_family(ByteReader& in) {
  Family family;
  for (std::uint64_t left = in.natural(); left > 0; --left) {
    std::string space = in.text();
    family.parents.push_back({std::move(space), in.text()});
  }
  for (std::uint64_t left = in.natural(); left > 0; --left) family.parent_keys.push_back(in.natural());
  return family;
}

// Which of its boxes a token has.
constexpr std::uint64_t has_labels = 1;
constexpr std::uint64_t has_family = 2;
constexpr std::uint64_t has_cancellation = 4;
constexpr std::uint64_t has_operation = 8;

std::uint64_t boxes_of(const Token& token) {
  return (token.labels ? has_labels : 0) | (token.family ? has_family : 0) |
         (token.cancellation ? has_cancellation : 0) | (token.operation ? has_operation : 0);
}

Token get_token(ByteReader& in) {
  Token token;
  members_of_token(token, getter(in));
  const std::uint64_t boxes = in.natural();
  if (boxes & has_labels) token.labels = get_labels(in);
  if (boxes & has_family) token.family = get_family(in);
  if (boxes & has_cancellation) members_of_cancellation(token.cancellation.made(), getter(in));
  if (boxes & has_operation) {
    members_of_operation(token.operation.made(), getter(in));
    token.operation->request_id = get_request_id(in);
  }
  return token;
}

template <typename Key>
void put_counts(ByteWriter& out, const std::map<Key, std::uint64_t>& counts) {
  out.put(std::uint64_t{counts.size()});
  for (const auto& [key, count] : counts) out.put(key), out.put(count);
}

template <typename Key>
std::map<Key, std::uint64_t> get_counts(ByteReader& in) {
  std::map<Key, std::uint64_t> counts;
  for (std::uint64_t left = in.natural(); left > 0; --left) {
    const Key key = in.get<Key>();
    counts.emplace_hint(counts.end(), key, in.natural());
  }
  return counts;
}

void put(ByteWriter& out, const Statistics::Account& account) {
  members_of_counters(account.counters, putter(out));
  put_counts(out, account.counters.operations_by_reason);
  put_counts(out, account.counters.events_by_type);
  put_counts(out, account.latencies.buckets());
  out.put(account.latencies.sum());
}

Statistics::Account get_account(ByteReader& in) {
  Statistics::Account account;
  members_of_counters(account.counters, getter(in));
  account.counters.operations_by_reason = get_counts<Cause>(in);
  account.counters.events_by_type = get_counts<EventType>(in);
  auto buckets = get_counts<std::uint32_t>(in);
  account.latencies = Latencies(std::move(buckets), in.integer());
  return account;
}

Statistics get_statistics(ByteReader& in) {
  Statistics statistics;
  for (std::uint64_t left = in.natural(); left > 0; --left) {
    const std::string space = in.text();
    statistics.merge(space, get_account(in));
  }
  return statistics;
}

void get_command(ByteReader& in, StateBuilder& builder) {
  const std::string id = in.text();
  CarriedOut carried_out;
  in.get(carried_out.first), in.get(carried_out.last), in.get(carried_out.method);
  builder.add(id, carried_out);
}

void get_session(ByteReader& in, StateBuilder& builder) {
  const std::string space = in.text();
  SessionOpened opened;
  members_of_session(opened, getter(in));
  builder.add(space, opened);
}

SnapshotPlace get_place(ByteReader& in) {
  SnapshotPlace place;
  in.get(place.log_id), in.get(place.position), in.get(place.fingerprint);
  return place;
}

}  // namespace

void encode(ByteWriter& out, const Token& token) {
  out.put(Record::token);
  members_of_token(token, putter(out));
  out.put(boxes_of(token));
  if (token.labels) put(out, *token.labels);
  if (token.family) put(out, *token.family);
  if (token.cancellation) members_of_cancellation(*token.cancellation, putter(out));
  if (!token.operation) return;
  members_of_operation(*token.operation, putter(out));
  put(out, token.operation->request_id);
}

void encode_removed(ByteWriter& out, TokenKey token) {
  out.put(Record::removed);
  out.put(token);
}

void encode(ByteWriter& out, const std::string& command_id, const CarriedOut& carried_out) {
  out.put(Record::command);
  out.put(command_id);
  out.put(carried_out.first), out.put(carried_out.last), out.put(std::uint64_t{carried_out.method});
}

void encode(ByteWriter& out, const Session& session) {
  out.put(Record::session);
  out.put(session.space);
  members_of_session(session.opened, putter(out));
}

void encode(ByteWriter& out, const Statistics& statistics) {
  out.put(Record::statistics);
  out.put(std::uint64_t{statistics.accounts().size()});
  for (const auto& [space, account] : statistics.accounts()) {
    out.put(space);
    put(out, account);
  }
}

void encode(ByteWriter& out, const SnapshotPlace& place) {
  out.put(Record::place);
  out.put(place.log_id), out.put(place.position), out.put(place.fingerprint);
}

SnapshotPlace decode_snapshot(ByteReader& in, StateBuilder& builder) {
  for (;;) {
    switch (static_cast<Record>(in.natural())) {
      case Record::token:
        builder.add(get_token(in));
        break;
      case Record::removed:
        builder.remove(in.natural());
        break;
      case Record::command:
        get_command(in, builder);
        break;
      case Record::session:
        get_session(in, builder);
        break;
      case Record::statistics:
        builder.set(get_statistics(in));
        break;
      case Record::place:
        return get_place(in);
      default:
        throw BytesDamaged("a record of an unknown kind");
    }
  }
}

}  // namespace cancel
