#include "side_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>

namespace demo {

using namespace cancel::mcp;

SideFile::SideFile() {
  const char* path = std::getenv("SIDE_FILE");
  if (path == nullptr || *path == '\0') return;
  descriptor_ = ::open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (descriptor_ < 0) std::cerr << "demo_server: SIDE_FILE " << path << " can not be written\n";
}

SideFile::~SideFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Middleware SideFile::middleware() {
  return [this](ToolContext& context, const ToolOptions& tool, const Json&, const std::function<ToolResult()>& next) {
    try {
      ToolResult result = next();
      append(tool.name, take_mark(context), context.token().cancellation());
      return result;
    } catch (const cancel::Cancelled& cancelled) {
      append(tool.name, true, cancelled.why());
      throw;
    } catch (const std::exception&) {
      append(tool.name, false, {});
      throw;
    }
  };
}

void SideFile::mark_aborted(const ToolContext& context) {
  const std::lock_guard guard(lock_);
  marked_.insert(context.operation());
}

bool SideFile::take_mark(const ToolContext& context) {
  const std::lock_guard guard(lock_);
  return marked_.erase(context.operation()) > 0;
}

void SideFile::append(const std::string& tool, bool aborted, const std::optional<cancel::Cancellation>& why) {
  if (descriptor_ < 0) return;
  JsonWriter json;
  json.begin_object().member("tool", tool).member("aborted", aborted);
  if (why) json.member("cause", to_string(why->cause)).member("reason", why->reason);
  json.end_object();
  const std::string line = json.take().text() + '\n';  // one write: lines of several threads do not mix
  if (::write(descriptor_, line.data(), line.size()) < 0) std::cerr << "demo_server: SIDE_FILE can not be written\n";
}

}  // namespace demo
