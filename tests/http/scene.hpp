#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "cancel/http/server.hpp"
#include "peer.hpp"

namespace cancel::http::testing {

using namespace std::chrono_literals;

inline const std::string get = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

// Answers with what was asked: method, path, query, body.
inline void echo(const Request& request, const std::shared_ptr<Exchange>& exchange) {
  exchange->respond({200, {}, request.method + ' ' + request.path + " [" + request.query + "] " + request.body});
}

// A server that leaves its exchanges to the test.
class OpenServer {
 public:
  explicit OpenServer(ServerOptions options = {})
      : server_(std::move(options), [this](Request request, std::shared_ptr<Exchange> exchange) {
          const std::lock_guard lock(mutex_);
          requests_.push_back(std::move(request));
          exchanges_.push_back(std::move(exchange));
          arrived_.notify_all();
        }) {}

  Server& operator*() { return server_; }
  Server* operator->() { return &server_; }

  // Waits for the next exchange that nobody has taken yet.
  std::shared_ptr<Exchange> next() {
    std::unique_lock lock(mutex_);
    if (!arrived_.wait_for(lock, patience, [this] { return !exchanges_.empty(); })) return nullptr;
    auto exchange = std::move(exchanges_.front());
    exchanges_.erase(exchanges_.begin());
    return exchange;
  }
  std::vector<Request> requests() {
    const std::lock_guard lock(mutex_);
    return requests_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::vector<Request> requests_;
  std::vector<std::shared_ptr<Exchange>> exchanges_;
  Server server_;  // stops first
};

// Counts its calls; to be given to on_disconnect().
class Calls {
 public:
  std::function<void()> counter() {
    return [count = count_] { ++*count; };
  }
  int count() const { return *count_; }

 private:
  std::shared_ptr<std::atomic<int>> count_ = std::make_shared<std::atomic<int>>(0);
};

}  // namespace cancel::http::testing
