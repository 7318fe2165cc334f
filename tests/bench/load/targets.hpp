#pragma once

#include <memory>
#include <string>

#include "options.hpp"
#include "target.hpp"

namespace cancel::load {

// Starts the server that the options name. Throws WrongUsage, Unavailable, or std::runtime_error where it does not
// start.
std::unique_ptr<Target> make_target(const LoadOptions& options);
// For people, separated by commas.
std::string target_names();

// Each in its own file.
std::unique_ptr<Target> make_canceld(const LoadOptions& options);
std::unique_ptr<Target> make_nats(const LoadOptions& options);
std::unique_ptr<Target> make_postgres(const LoadOptions& options);
std::unique_ptr<Target> make_redis(const LoadOptions& options);
std::unique_ptr<Target> make_sqlite(const LoadOptions& options);
std::unique_ptr<Target> make_zeromq(const LoadOptions& options);

// Throws WrongUsage where the kind asked for is not one of `kinds`, which are separated by spaces; returns the first of
// them where none was asked for.
std::string choose_kind(const LoadOptions& options, const std::string& kinds);
// Throws WrongUsage where there is one, for targets that are always started.
void refuse_endpoint(const LoadOptions& options);

}  // namespace cancel::load
