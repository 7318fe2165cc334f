#include "dashboard/exports.hpp"

#include <chrono>

#include "dashboard/api_error.hpp"
#include "dashboard/cancellation_shape.hpp"
#include "dashboard/csv.hpp"
#include "dashboard/secure.hpp"

namespace cancel::dashboard {

namespace {

constexpr std::size_t rows_at_once = 1'000;
constexpr std::size_t most_unread = 1024 * 1024;
constexpr std::chrono::milliseconds between_looks{20};
constexpr std::chrono::seconds longest_silence{30};

http::Headers headers_of(ExportFormat format) {
  const bool csv = format == ExportFormat::csv;
  http::Headers headers{
      {"Content-Type", csv ? "text/csv; charset=utf-8; header=present" : "application/json"},
      {"Content-Disposition", std::string("attachment; filename=\"cancellations.") + (csv ? "csv\"" : "json\"")},
      {"Cache-Control", "no-store"}};
  secure(headers);
  return headers;
}

std::string text_of(const HistoryRow& row, ExportFormat format, bool first) {
  const CancellationShape shape = shape_of(row);
  if (format == ExportFormat::csv) return csv_line(shape);
  JsonText out;
  write(out, shape);
  return (first ? "\n" : ",\n") + out.take();
}

}  // namespace

Exports::Exports(std::function<live::Standing()> standing)
    : standing_(std::move(standing)), thread_([this] { run(); }) {}

Exports::~Exports() {
  stop();
}

bool Exports::begin(const std::shared_ptr<http::Exchange>& exchange, HistoryFilter filter, ExportFormat format) {
  filter.limit = rows_at_once;
  {
    const std::lock_guard lock(mutex_);
    if (stopping_ || count_ >= most_exports) return false;
    ++count_;
    arrived_.push_back({exchange, std::move(filter), format});
    arrived_.back().read = SteadyClock::now();
  }
  changed_.notify_one();
  return true;
}

void Exports::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void Exports::run() {
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return stopping_ || !arrived_.empty() || !going_on_.empty(); });
      if (stopping_) break;
      going_on_.splice(going_on_.end(), arrived_);
    }
    bool went_on = false;
    for (auto one = going_on_.begin(); one != going_on_.end();) {
      const Step result = step(*one);
      went_on = went_on || result != Step::waits;
      one = result == Step::over ? going_on_.erase(one) : std::next(one);
    }
    std::unique_lock lock(mutex_);
    count_ = going_on_.size() + arrived_.size();
    if (!went_on) changed_.wait_for(lock, between_looks, [this] { return stopping_; });
  }
  going_on_.clear();
}

bool Exports::is_unwanted(const Export& one) {
  if (one.exchange->disconnected()) return true;
  const std::lock_guard lock(mutex_);
  return stopping_;
}

Exports::Step Exports::step(Export& one) {
  if (one.exchange->disconnected()) return Step::over;
  const std::size_t unread = one.exchange->buffered();
  const auto now = SteadyClock::now();
  if (unread == 0 || unread < one.unread) one.read = now;
  one.unread = unread;
  if (unread > most_unread) {
    if (now - one.read < longest_silence) return Step::waits;
    one.exchange->abort();
    return Step::over;
  }
  try {
    return write_page(one);
  } catch (const ReadGivenUp&) {
    one.exchange->abort();
  } catch (const ApiFailure& failure) {
    if (!one.exchange->respond(to_response(failure.error()))) one.exchange->abort();
  } catch (const std::exception& fault) {
    log_.close();
    if (!one.exchange->respond(to_response(no_log(std::string("the log can not be read: ") + fault.what())))) {
      one.exchange->abort();
    }
  }
  return Step::over;
}

Exports::Step Exports::write_page(Export& one) {
  const live::Standing standing = standing_();
  if (!one.log_id.empty() && one.log_id != standing.log_id) throw ApiFailure(no_log("the daemon has another log now"));
  const auto rows = log_.reader(standing).history(one.filter, [&] { return is_unwanted(one); });
  if (one.log_id.empty() && !begin_stream(one, standing)) return Step::over;
  std::string text;
  for (auto row = rows.rbegin(); row != rows.rend(); ++row) {
    text += text_of(*row, one.format, one.empty);
    one.empty = false;
  }
  if (!one.exchange->write(text)) return Step::over;
  one.unread = one.exchange->buffered();
  if (rows.size() < one.filter.limit) {
    end(one);
    return Step::over;
  }
  one.filter.before = rows.front().place();
  return Step::went_on;
}

bool Exports::begin_stream(Export& one, const live::Standing& standing) {
  one.log_id = standing.log_id;
  if (!one.exchange->begin_stream(200, headers_of(one.format))) return false;
  return one.exchange->write(one.format == ExportFormat::csv ? csv_header() : "[");
}

void Exports::end(Export& one) {
  if (one.format == ExportFormat::json) one.exchange->write(one.empty ? "]\n" : "\n]\n");
  one.exchange->end();
}

}  // namespace cancel::dashboard
