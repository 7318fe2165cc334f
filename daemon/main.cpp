// canceld, the cancellation daemon. It puts the adapters into the service and runs it; see --help.

#include <fcntl.h>
#include <malloc.h>
#include <unistd.h>

#include <cstdlib>
#include <exception>
#include <iostream>
#include <string>
#include <string_view>

#include "cancel/ports/event_log.hpp"
#include "cancel/service/service.hpp"
#include "cancel/store/log_unusable.hpp"
#include "cancel/transport/endpoint.hpp"
#include "config/config_text.hpp"
#include "config/load_config.hpp"
#include "log/quote.hpp"
#include "server/daemon.hpp"

namespace cancel::daemon {
namespace {

// What scripts and service managers rely on. Never renumber.
enum ExitCode { stopped = 0, internal_error = 1, bad_configuration = 2, in_use = 3, log_unusable = 4 };

// One line on stderr for people, whatever `what` contains.
int fail(ExitCode code, const std::string& what) {
  std::cerr << "canceld: " + on_one_line(what) + "\n";
  return code;
}

// The same once it is known how the program log is to be written.
int fail(ProgramLog& log, LogFormat format, ExitCode code, const std::string& what) {
  if (format == LogFormat::text) return fail(code, what);
  log.announce(LogLevel::error, what, {{"exit_code", std::int64_t{code}}});
  return code;
}

int serve(const Config& config, const Variables& variables) {
  ProgramLog log(config.log_level, config.log_format, STDERR_FILENO);
  try {
    StopSignal stop;
    const ServiceManager manager(variables);
    Daemon(config, log, manager, stop).run();
    return stopped;
  } catch (const EndpointInUse& error) {
    return fail(log, config.log_format, in_use, error.what());
  } catch (const EndpointError& error) {
    return fail(log, config.log_format, bad_configuration, error.what());
  } catch (const LogInUse& error) {
    return fail(log, config.log_format, in_use, error.what());
  } catch (const LogUnusable& error) {
    return fail(log, config.log_format, log_unusable, error.what());
  } catch (const LogDamaged& error) {
    return fail(log, config.log_format, log_unusable, config.db + ": damaged: " + error.what());
  } catch (const LogError& error) {
    return fail(log, config.log_format, log_unusable, config.db + ": " + error.what());
  } catch (const LogLost& error) {
    return fail(log, config.log_format, log_unusable, config.db + " can't be read any more: " + error.what());
  } catch (const std::exception& error) {
    return fail(log, config.log_format, internal_error, std::string("internal error: ") + error.what());
  }
}

int run(const LoadedConfig& loaded, const Variables& variables) {
  if (loaded.config.enabled) return serve(loaded.config, variables);
  const std::string where = loaded.origins[index_of(*find_key("daemon", "enabled"))];
  return fail(stopped, "not started: daemon.enabled is false (" + where + ")");
}

int check(const LoadedConfig& loaded) {
  std::cout << "ok: " << (loaded.file ? on_one_line(*loaded.file) : "no configuration file") << "\n";
  return stopped;
}

int carry_out(const LoadedConfig& loaded, const Variables& variables) {
  switch (loaded.task) {
    case Task::run:
      return run(loaded, variables);
    case Task::check_config:
      return check(loaded);
    case Task::print_config:
      std::cout << effective_config(loaded);
      return stopped;
    case Task::tell:
      break;
  }
  std::cout << loaded.text;
  return stopped;
}

// What nothing catches, as an exception inside a destructor.
[[noreturn]] void end_at_once() {
  constexpr std::string_view line = "canceld: internal error: an exception that nothing could catch\n";
  [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, line.data(), line.size());
  std::_Exit(internal_error);
}

// Where stdin, stdout or stderr is closed, a file or socket of ours would take its number, and what is told to people
// would be written into it.
void occupy_standard_descriptors() {
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(descriptor, F_GETFD) < 0) static_cast<void>(::open("/dev/null", O_RDWR));
  }
}

// A turn takes about a megabyte and gives it back. Without this, glibc would hand it to the system and fetch it again
// hundreds of times a second.
void keep_freed_memory() {
  constexpr int kept_bytes = 64 << 20;
  ::mallopt(M_TRIM_THRESHOLD, kept_bytes);
  ::mallopt(M_TOP_PAD, 1 << 20);
  ::mallopt(M_MMAP_THRESHOLD, 32 << 20);
}

int guarded_main(int argc, const char* const* argv) {
  try {
    const Variables variables = process_variables();
    return carry_out(load_config(argc, argv, variables), variables);
  } catch (const ConfigError& error) {
    return fail(bad_configuration, error.what());
  } catch (const std::exception& error) {
    return fail(internal_error, std::string("internal error: ") + error.what());
  } catch (...) {
    return fail(internal_error, "internal error of an unknown kind");
  }
}

}  // namespace
}  // namespace cancel::daemon

int main(int argc, char** argv) {
  cancel::daemon::occupy_standard_descriptors();
  cancel::daemon::keep_freed_memory();
  std::set_terminate(cancel::daemon::end_at_once);
  return cancel::daemon::guarded_main(argc, argv);
}
