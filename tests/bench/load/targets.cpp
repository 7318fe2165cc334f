#include "targets.hpp"

#include <array>
#include <sstream>

namespace cancel::load {
namespace {

struct Known {
  const char* name;
  std::unique_ptr<Target> (*make)(const LoadOptions&);
};

// Takes the place of a target whose library was not there when this program was built.
[[maybe_unused]] std::unique_ptr<Target> left_out(const LoadOptions& options) {
  throw Unavailable(options.target + ": built without its library (package " +
                    (options.target == "redis" ? "libhiredis-dev" : "libpq-dev") + ")");
}

#ifdef LOAD_WITH_REDIS
constexpr auto redis = make_redis;
#else
constexpr auto redis = left_out;
#endif
#ifdef LOAD_WITH_POSTGRES
constexpr auto postgres = make_postgres;
#else
constexpr auto postgres = left_out;
#endif

constexpr std::array known{
    Known{"canceld", make_canceld}, Known{"redis", redis},        Known{"postgres", postgres},
    Known{"nats", make_nats},       Known{"zeromq", make_zeromq}, Known{"sqlite", make_sqlite},
};

}  // namespace

std::string target_names() {
  std::string names;
  for (const Known& target : known) names += (names.empty() ? "" : ", ") + std::string(target.name);
  return names;
}

std::unique_ptr<Target> make_target(const LoadOptions& options) {
  for (const Known& target : known)
    if (options.target == target.name) return target.make(options);
  throw WrongUsage("no such target: " + options.target + "; there are " + target_names());
}

std::string choose_kind(const LoadOptions& options, const std::string& kinds) {
  std::istringstream words(kinds);
  std::string kind;
  while (words >> kind)
    if (options.kind.empty() || options.kind == kind) return kind;
  throw WrongUsage("--kind " + options.kind + ": " + options.target + " has " + kinds);
}

void refuse_endpoint(const LoadOptions& options) {
  if (!options.endpoint.empty()) throw WrongUsage("--endpoint: " + options.target + " is always started anew");
}

}  // namespace cancel::load
