#include "cancel/store/check_structure.hpp"

#include <algorithm>

#include "cancel/store/log_unusable.hpp"
#include "chain_check.hpp"
#include "log_identity.hpp"
#include "meta_table.hpp"
#include "reader_connection.hpp"
#include "told.hpp"

namespace cancel {
namespace {

using Found = std::optional<std::string>;

constexpr Position progress_interval = 10'000;

class StructureCheck {
 public:
  StructureCheck(Connection& connection, const CheckProgress& progress)
      : connection_(connection),
        meta_(connection),
        events_(connection),
        tokens_(connection),
        chains_(connection),
        progress_(progress) {}

  Found run() {
    connection_.execute("BEGIN");  // all of it sees one moment
    first_ = meta_.natural("first");
    head_ = std::max(events_.last(), first_ - 1);
    if (auto fault = check_pages()) return fault;
    if (auto fault = check_events()) return fault;
    if (auto fault = check_rows()) return fault;
    return chains_.end();
  }

 private:
  Found check_pages() {
    const std::string answer = connection_.query_text("PRAGMA integrity_check(1)");
    return answer == "ok" ? std::nullopt : Found("the file is damaged: " + answer);
  }

  Found check_events() {
    Found fault;
    events_.read_after(0, first_, [&](const StoredEvent& stored) {
      tell(stored.event.position);
      fault = chains_.event(stored);
      return !fault;
    });
    return fault;
  }

  Found check_rows() {
    Found fault;
    tokens_.list(0, {}, [&](const TokenView& token) {
      fault = chains_.row(token);
      return !fault;
    });
    return fault;
  }

  void tell(Position position) {
    if (progress_ && (position % progress_interval == 0 || position == head_)) progress_(position, head_);
  }

  Connection& connection_;
  MetaTable meta_;
  EventReader events_;
  TokenReader tokens_;
  ChainCheck chains_;
  const CheckProgress& progress_;
  Position first_ = 1;
  Position head_ = 0;
};

}  // namespace

std::optional<std::string> check_structure(const std::string& path, const CheckProgress& progress) {
  try {
    const auto connection = open_reader(path);
    told([&] { require_present_schema(*connection, path); });
    return told([&] { return StructureCheck(*connection, progress).run(); });
  } catch (const LogUnusable& unusable) {
    return unusable.what();
  } catch (const LogDamaged& damaged) {
    return damaged.what();
  }
}

}  // namespace cancel
