#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cancel/client/operation.hpp"

namespace cancel {

struct SharedTokenOptions {
  std::string id{};                    // empty: a random one
  std::optional<std::string> space{};  // the namespace; else the client's
  std::vector<Parent> parents{};
  std::optional<Millis> ttl{};  // how long the daemon keeps it while nothing runs under it
  Labels labels{};
};

// A token that many operations, of this process and of others, can hang under: made by Client::create(). The daemon is
// told without waiting for it.
//
// Not thread-safe, but cancel() and its token are; to be moved, not copied. Its destructor releases it: nothing new is
// to begin under it. What still runs under it goes on, can still be cancelled, and keeps it in the log: give it a ttl.
class SharedToken {
 public:
  // None: as after a move. Only to be assigned to, asked for its bool and destroyed.
  SharedToken() = default;
  SharedToken(SharedToken&& other) noexcept = default;
  SharedToken& operator=(SharedToken&& other) noexcept;
  ~SharedToken();

  const TokenName& name() const;
  const CancellationToken& token() const noexcept { return token_; }

  // Cancels it and everything that hangs under it: in this process at once, callbacks included; elsewhere and in the
  // log as soon as the daemon is told. Thread-safe.
  void cancel(CancellationWish wish = {}) const;

  explicit operator bool() const noexcept { return tracked_ != nullptr; }

  // For the client.
  SharedToken(std::shared_ptr<client::Core> core, std::shared_ptr<client::TrackedToken> tracked,
              CancellationToken token);

 private:
  void release() noexcept;

  std::shared_ptr<client::Core> core_;
  std::shared_ptr<client::TrackedToken> tracked_;
  CancellationToken token_;
};

}  // namespace cancel
