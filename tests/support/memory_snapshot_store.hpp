#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cancel/ports/snapshot_store.hpp"

namespace cancel {

// Snapshots as values. Not thread-safe.
class MemorySnapshotStore final : public SnapshotStore {
 public:
  void begin() override { parts_.clear(); }
  void put(const Token& token) override {
    keep([token](StateBuilder& builder) { builder.add(without_relatives(token)); });
  }
  void put_removed(TokenKey token) override {
    keep([token](StateBuilder& builder) { builder.remove(token); });
  }
  void put(const std::string& command_id, const CarriedOut& carried_out) override {
    keep([=](StateBuilder& builder) { builder.add(command_id, carried_out); });
  }
  void put(const Session& session) override {
    keep([session](StateBuilder& builder) { builder.add(session.space, session.opened); });
  }
  void put(const Statistics& statistics) override {
    keep([statistics](StateBuilder& builder) { builder.set(statistics); });
  }
  void complete(const SnapshotPlace& place) override {
    place_ = place;
    complete_ = std::move(parts_);
    parts_.clear();
    ++completed_;
  }
  bool writing() const override { return false; }
  std::optional<std::string> take_failure() override { return std::exchange(failure_, std::nullopt); }
  std::optional<SnapshotPlace> load(StateBuilder& builder) override {
    if (place_) {
      for (const Part& part : complete_) part(builder);
    }
    return place_;
  }

  // For tests: what is there, and how to lose it.
  std::size_t completed() const { return completed_; }
  std::size_t parts() const { return complete_.size(); }
  std::optional<SnapshotPlace>& place() { return place_; }
  void lose() { place_.reset(); }
  void fail(std::string why) { failure_ = std::move(why); }

 private:
  using Part = std::function<void(StateBuilder&)>;

  // What a snapshot holds of a family: its children and their numbers follow from the others.
  static Token without_relatives(Token token) {
    if (token.family) {
      token.family->children.clear();
      token.family->busy_children = token.family->untaken_children = token.family->awaiting_children = 0;
    }
    token.touched = false;
    return token;
  }

  void keep(Part part) { parts_.push_back(std::move(part)); }

  std::vector<Part> parts_;
  std::vector<Part> complete_;
  std::optional<SnapshotPlace> place_;
  std::size_t completed_ = 0;
  std::optional<std::string> failure_;
};

}  // namespace cancel
