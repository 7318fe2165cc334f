#pragma once

#include <condition_variable>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <thread>

#include "cancel/http/exchange.hpp"
#include "cancel/store/history.hpp"
#include "dashboard/log_access.hpp"
#include "live/standing.hpp"

namespace cancel::dashboard {

enum class ExportFormat { csv, json };

// Sends whole histories, newest first, to peers that save them: page by page, one peer after the other, each as fast as
// it reads, so that no read of the log lasts long.
//
// Thread-safe.
class Exports {
 public:
  static constexpr std::size_t most_exports = 8;

  // `standing` is called on its own thread.
  explicit Exports(std::function<live::Standing()> standing);
  // As stop().
  ~Exports();

  // False, and nothing happens, where there are too many.
  bool begin(const std::shared_ptr<http::Exchange>& exchange, HistoryFilter filter, ExportFormat format);
  // Cuts those that go on.
  void stop();

 private:
  using SteadyClock = std::chrono::steady_clock;

  struct Export {
    std::shared_ptr<http::Exchange> exchange;
    HistoryFilter filter;
    ExportFormat format = ExportFormat::csv;
    std::string log_id{};  // empty: not begun
    bool empty = true;     // nothing was written behind the head
    std::size_t unread = 0;
    SteadyClock::time_point read{};
  };
  enum class Step { waits, went_on, over };

  void run();
  bool is_unwanted(const Export& one);
  Step step(Export& one);
  Step write_page(Export& one);
  bool begin_stream(Export& one, const live::Standing& standing);
  void end(Export& one);

  const std::function<live::Standing()> standing_;
  LogAccess log_;  // of its own thread
  std::list<Export> going_on_;

  std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  std::list<Export> arrived_;
  std::size_t count_ = 0;
  bool stopping_ = false;

  std::thread thread_;
};

}  // namespace cancel::dashboard
