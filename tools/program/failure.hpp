#pragma once

#include <functional>
#include <stdexcept>
#include <string>

#include "cancel/client/rpc_result.hpp"

namespace cancel::program {

// The exit codes of every client program. Scripts rely on them: append new ones, never renumber.
enum class ExitCode : int {
  done = 0,
  refused = 1,        // the daemon answered an error, or what was looked at is faulty
  usage = 2,          // the command line asks for something that there is not
  no_daemon = 3,      // none answered in time
  interrupted = 130,  // by SIGINT; nothing is said about it
};

// Ends a program. what() is one sentence for its user.
class Failure : public std::runtime_error {
 public:
  Failure(ExitCode code, const std::string& sentence) : std::runtime_error(sentence), code_(code) {}
  ExitCode code() const { return code_; }

 private:
  ExitCode code_;
};

// "TokenInUse (-31011): something still runs under tok-1"
std::string describe(const RpcError& error);

// Says "name: sentence" on stderr, whatever the sentence contains.
void complain(const std::string& program, const std::string& sentence);

// Runs a program's body and turns what it throws into its one sentence and its exit code. Output that nobody reads any
// more is no failure.
int run(const std::string& program, const std::function<ExitCode()>& body);

}  // namespace cancel::program
