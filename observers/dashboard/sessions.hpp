#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace cancel::dashboard {

// Who has logged in: sessions that end when nobody uses them for 12 hours, and by themselves when there are too many.
//
// Time comes in as an argument. Not thread-safe.
class Sessions {
 public:
  using Moment = std::chrono::steady_clock::time_point;

  struct Session {
    std::string csrf;  // what each change must carry
    Moment used{};
  };

  static constexpr std::chrono::hours longest_idle{12};

  explicit Sessions(std::size_t most = 1'000) : most_(most) {}

  // A new session's id. Throws std::system_error.
  std::string open(Moment now);
  void close(const std::string& id) { sessions_.erase(id); }
  // Marks it as used. Nothing where there is none, or not any more.
  const Session* use(const std::string& id, Moment now);
  // Whether it goes on, without marking it as used.
  bool goes_on(const std::string& id, Moment now) const;
  std::size_t size() const { return sessions_.size(); }

 private:
  void make_room(Moment now);

  std::size_t most_;
  std::map<std::string, Session> sessions_;
};

// Slows down those who guess: after five wrong tokens in a row from one address, each further one makes it wait longer,
// up to a minute.
//
// Time comes in as an argument. Not thread-safe.
class LoginLimit {
 public:
  using Moment = std::chrono::steady_clock::time_point;

  explicit LoginLimit(std::size_t most = 1'000) : most_(most) {}

  // How long that address has to wait; nothing where it may try.
  std::optional<std::chrono::seconds> wait(const std::string& address, Moment now) const;
  void failed(const std::string& address, Moment now);
  void succeeded(const std::string& address) { peers_.erase(address); }

 private:
  struct Peer {
    int failures = 0;
    Moment until{};
    Moment last{};
  };

  std::size_t most_;
  std::map<std::string, Peer> peers_;
};

}  // namespace cancel::dashboard
