#pragma once

#include <chrono>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "fake_daemon.hpp"
#include "outbox_scene.hpp"
#include "runtime/delivery.hpp"

// An outbox and what brings it to a daemon, without threads: the test turns the wheel.

namespace scene {

using cancel::testing::FakeDaemon;

// A daemon that has room for everything, and what it was told, in order.
class ObligingDaemon : public FakeDaemon {
 public:
  ObligingDaemon() {
    answer_all([this](const auto& request) { return oblige(request); });
  }

  struct Told {
    std::string method;
    std::string id;
    std::string command_id;
    std::string session;
  };
  const std::vector<Told>& told() const { return told_; }

  std::string oblige(const rapidjson::Document& request) {
    const std::string method = request["method"].GetString();
    const auto text = [&](const char* name) -> std::string {
      return request["params"].HasMember(name) ? request["params"][name].GetString() : "";
    };
    told_.push_back({method, text("id"), text("commandId"), text("session")});
    if (method == "session/open") {
      const std::string session = "s" + std::to_string(++sessions_);
      return result(request, R"({"session":")" + session + R"(","leaseMs":30000,"position":1})");
    }
    if (method != "operation/start") return result(request, R"({"position":1,"cancelled":false})");
    const std::string name =
        R"("operation":")" + text("id") + R"(","token":")" + text("id") + R"(","namespace":"default")";
    return result(request, "{" + name + R"(,"cancelled":false,"position":1})");
  }

 private:
  std::vector<Told> told_;
  int sessions_ = 0;
};

struct DeliveryScene {
  using Done = std::function<void()>;

  ObligingDaemon daemon;
  zmq::context_t context;
  cancel::client::Exchanges exchanges{context, daemon.endpoints().command, quick()};
  std::vector<std::string> events;  // what the handlers were told
  cancel::client::SessionKeeper session{exchanges,
                                        {.name = "test"},
                                        "prefix",
                                        cancel::Millis{200},
                                        {.lost = [this](const auto&) { events.emplace_back("session lost"); },
                                         .refused = [this](const auto&) { events.emplace_back("no session"); }}};
  Outbox outbox{{}};
  cancel::client::Delivery delivery{
      outbox,
      exchanges,
      session,
      "prefix",
      cancel::Millis{200},
      {.started = [this](TrackedToken& token, const auto&) { events.push_back("started " + token.name().id); },
       .created = [this](TrackedToken& token, const auto&) { events.push_back("created " + token.name().id); },
       .not_recorded = [this](TrackedToken& token, const auto&) { events.push_back("not " + token.name().id); },
       .refused = [this](const auto&, const auto&) { events.emplace_back("refused"); }}};

  static cancel::ConnectionOptions quick() {
    return {.reconnect = cancel::Millis{5}, .longest_reconnect = cancel::Millis{20}};
  }

  void turn() {
    daemon.serve();
    exchanges.step();
    session.step();
    delivery.step();
    exchanges.flush();
  }

  DeliveryScene() {
    bool connected = false;
    exchanges.on_connected([&] { connected = true; });
    if (!turn_until([&] { return connected; })) throw std::runtime_error("no connection");
    exchanges.on_connected(nullptr);
  }

  // False where `condition` does not come to hold within `within`.
  bool turn_until(const std::function<bool()>& condition, std::chrono::milliseconds within = std::chrono::seconds{10}) {
    const auto until = WaitClock::now() + within;
    while (!condition()) {
      if (WaitClock::now() > until) return false;
      turn();
    }
    return true;
  }
  bool deliver(std::chrono::milliseconds within = std::chrono::seconds{10}) {
    return turn_until([&] { return outbox.is_empty(); }, within);
  }

  // What the daemon was told but for the sessions, each as "method id".
  Words told() const {
    Words words;
    for (const auto& told : daemon.told()) {
      if (!told.method.starts_with("session/")) words.push_back(told.method + " " + told.id);
    }
    return words;
  }
};

}  // namespace scene
