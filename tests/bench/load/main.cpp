// Puts a load on canceld or on one of its peers, and says how much it took. See --help.

#include <cstdio>
#include <cstdlib>
#include <exception>

#include "command_line.hpp"
#include "interruption.hpp"
#include "targets.hpp"

namespace {

using namespace cancel::load;

int measure(const LoadOptions& options) {
  const auto target = make_target(options);
  const Report report = target->run(options);
  if (interruption() != 0) return 128 + interruption();
  std::puts(to_json(report).c_str());
  std::fflush(stdout);
  if (!options.json_only) std::fprintf(stderr, "%s\n", to_text(report).c_str());
  if (report.failed != 0)
    std::fprintf(stderr, "load_bench: %llu requests failed\n", static_cast<unsigned long long>(report.failed));
  return report.failed == 0 ? 0 : 1;
}

int fail(const std::exception& error, int status) {
  if (interruption() != 0) return 128 + interruption();
  std::fprintf(stderr, "load_bench: %s\n", error.what());
  return status;
}

}  // namespace

int main(int count, char** arguments) {
  int status = 0;
  const auto options = parse_command_line(count, arguments, status);
  if (!options) return status;
  catch_interruption();
  setenv("TMPDIR", options->folder.c_str(), 1);  // all temporary folders, also those of the servers
  try {
    return measure(*options);
  } catch (const Unavailable& error) {
    return fail(error, 3);
  } catch (const WrongUsage& error) {
    return fail(error, 2);
  } catch (const std::exception& error) {
    return fail(error, 1);
  }
}
