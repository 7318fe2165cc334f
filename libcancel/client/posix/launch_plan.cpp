#include "launch_plan.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <stdexcept>
#include <string_view>
#include <system_error>

namespace cancel::posix {

namespace {

[[noreturn]] void fail(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

void require(bool holds, const char* otherwise) {
  if (!holds) throw std::invalid_argument(std::string("a child process: ") + otherwise);
}

bool is_text(const std::string& text) {
  return text.find('\0') == std::string::npos;
}

void check(const ChildOptions& options) {
  require(!options.arguments.empty() && !options.arguments.front().empty(), "no program is named");
  for (const std::string& argument : options.arguments) require(is_text(argument), "an argument contains a zero byte");
  for (const auto& [name, value] : options.environment) {
    require(!name.empty() && name.find('=') == std::string::npos && is_text(name), "a bad name in the environment");
    require(is_text(value), "a value in the environment contains a zero byte");
  }
  if (!options.folder) return;
  require(!options.folder->empty() && is_text(options.folder->native()), "a bad name of a folder");
}

std::vector<std::string> environment_with(const std::map<std::string, std::string>& additions) {
  std::vector<std::string> result;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    if (additions.count(std::string(text.substr(0, text.find('=')))) == 0) result.emplace_back(text);
  }
  for (const auto& [name, value] : additions) result.push_back(name + '=' + value);
  return result;
}

std::string path_in(const std::vector<std::string>& environment) {
  for (const std::string& entry : environment) {
    if (entry.rfind("PATH=", 0) == 0) return entry.substr(5);
  }
  return "/bin:/usr/bin";  // as execvp(3) does
}

// Each folder of PATH; an empty one means the present folder.
std::vector<std::string> candidates_for(const std::string& program, const std::string& path) {
  if (program.find('/') != std::string::npos) return {program};
  std::vector<std::string> result;
  std::size_t begin = 0;
  while (begin <= path.size()) {
    const std::size_t end = std::min(path.find(':', begin), path.size());
    const std::string folder = path.substr(begin, end - begin);
    result.push_back(folder.empty() ? program : folder + '/' + program);
    begin = end + 1;
  }
  return result;
}

// With the null at the end that exec wants. exec does not change them, whatever its signature says.
std::vector<char*> views_of(std::vector<std::string>& texts) {
  std::vector<char*> views;
  views.reserve(texts.size() + 1);
  for (std::string& text : texts) views.push_back(text.data());
  views.push_back(nullptr);
  return views;
}

}  // namespace

LaunchPlan::LaunchPlan(const ChildOptions& options) {
  check(options);
  arguments_ = options.arguments;
  environment_ = environment_with(options.environment);
  candidates_ = candidates_for(arguments_.front(), path_in(environment_));
  if (options.folder) folder_ = options.folder->native();
  argument_views_ = views_of(arguments_);
  environment_views_ = views_of(environment_);
  plan_stream(STDIN_FILENO, options.input);
  plan_stream(STDOUT_FILENO, options.output);
  plan_stream(STDERR_FILENO, options.error);
}

void LaunchPlan::plan_stream(int stream, const ChildStream& wish) {
  const auto index = static_cast<std::size_t>(stream);
  sources_[index] = stream;
  inherited_[index] = wish.kind() == ChildStream::Kind::inherit;
  if (wish.kind() == ChildStream::Kind::descriptor) {
    require(wish.given() >= 0, "a stream is given a descriptor that is none");
    sources_[index] = wish.given();
  } else if (wish.kind() == ChildStream::Kind::null) {
    child_ends_[index].reset(::open("/dev/null", O_RDWR | O_CLOEXEC));
    if (!child_ends_[index]) fail("/dev/null");
    sources_[index] = child_ends_[index].get();
  } else if (wish.kind() == ChildStream::Kind::pipe) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) fail("a pipe to a child process");
    const bool child_reads = stream == STDIN_FILENO;
    child_ends_[index].reset(ends[child_reads ? 0 : 1]);
    own_ends_[index].reset(ends[child_reads ? 1 : 0]);
    sources_[index] = child_ends_[index].get();
  }
}

std::string LaunchPlan::description() const {
  const std::string program = "'" + arguments_.front() + "'";
  return folder_.empty() ? program : program + " in folder '" + folder_ + "'";
}

}  // namespace cancel::posix
