#include "dashboard/log_access.hpp"

#include "dashboard/api_error.hpp"

namespace cancel::dashboard {

LogReader& LogAccess::reader(const live::Standing& standing) {
  if (!standing.daemon) throw ApiFailure(no_log("the daemon has not yet said where its log is"));
  const std::string& path = standing.daemon->log;
  if (path.empty()) throw ApiFailure(no_log("the daemon does not say where its log is"));
  if (reader_ && path_ == path && log_id_ == standing.log_id) return *reader_;
  reader_.reset();
  try {
    auto reader = std::make_unique<LogReader>(path);
    if (reader->id() != standing.log_id) throw ApiFailure(no_log("the file at " + path + " is another log"));
    reader_ = std::move(reader);
  } catch (const ApiFailure&) {
    throw;
  } catch (const std::runtime_error& fault) {
    throw ApiFailure(no_log(std::string("the log can not be read on this machine: ") + fault.what()));
  }
  path_ = path;
  log_id_ = standing.log_id;
  return *reader_;
}

}  // namespace cancel::dashboard
