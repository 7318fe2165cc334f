#include "cancel/transport/endpoint.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <map>
#include <string>

using namespace cancel;
using Catch::Matchers::Contains;

namespace {

Environment variables(std::map<std::string, std::string> values) {
  return [values = std::move(values)](const char* name) -> std::optional<std::string> {
    const auto found = values.find(name);
    return found == values.end() ? std::nullopt : std::optional(found->second);
  };
}

// The command endpoint, as one who connects or binds would use it.
std::string resolved(const std::string& endpoint, EndpointUse use = EndpointUse::connect) {
  return resolve_endpoints({endpoint, "ipc:///event"}, use, variables({})).command;
}

std::string fault(const std::string& endpoint, EndpointUse use = EndpointUse::connect) {
  try {
    resolved(endpoint, use);
  } catch (const EndpointInUse&) {
    return "wrong kind of error";
  } catch (const EndpointError& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace

TEST_CASE("the default endpoints stand in the user's runtime folder", "[endpoint]") {
  const Endpoints endpoints =
      resolve_endpoints({}, EndpointUse::connect, variables({{"XDG_RUNTIME_DIR", "/run/somebody"}}));
  CHECK(endpoints.command == "ipc:///run/somebody/canceld/command");
  CHECK(endpoints.event == "ipc:///run/somebody/canceld/event");
}

TEST_CASE("without a runtime folder the defaults stand in /run/user or, where that is not ours, in /tmp",
          "[endpoint]") {
  const std::string user = std::to_string(::geteuid());
  struct stat status {};
  const bool has_folder =
      ::stat(("/run/user/" + user).c_str(), &status) == 0 && S_ISDIR(status.st_mode) && status.st_uid == ::geteuid();
  const std::string base = has_folder ? "/run/user/" + user : "/tmp/canceld-" + user;

  for (const auto& environment :
       {variables({}), variables({{"XDG_RUNTIME_DIR", ""}}), variables({{"XDG_RUNTIME_DIR", "not/absolute"}})}) {
    CHECK(resolve_endpoints({}, EndpointUse::bind, environment).command == "ipc://" + base + "/canceld/command");
    CHECK(default_folders(environment).back() == base + "/canceld");
    CHECK(default_folders(environment).size() == (has_folder ? 1u : 2u));
  }
}

TEST_CASE("a flag wins over the environment, that over the configuration, and that over the default", "[endpoint]") {
  const Environment told = variables({{"CANCEL_COMMAND_ENDPOINT", "ipc:///environment/command"},
                                      {"CANCEL_EVENT_ENDPOINT", "ipc:///environment/event"}});
  const EndpointOverrides flags{"ipc:///flag/command", std::nullopt};
  const EndpointOverrides configured{"ipc:///configured/command", "ipc:///configured/event"};

  const Endpoints both = resolve_endpoints(flags, EndpointUse::bind, told, configured);
  CHECK(both.command == "ipc:///flag/command");
  CHECK(both.event == "ipc:///environment/event");
  CHECK(resolve_endpoints({}, EndpointUse::bind, variables({}), configured).event == "ipc:///configured/event");
  CHECK(resolve_endpoints({}, EndpointUse::bind, variables({{"CANCEL_EVENT_ENDPOINT", ""}}), configured).event ==
        "ipc:///configured/event");
}

TEST_CASE("the environment of the process is the one that counts unless a test says otherwise", "[endpoint]") {
  ::setenv("CANCEL_COMMAND_ENDPOINT", "ipc:///from/the/process", 1);
  CHECK(resolve_endpoints().command == "ipc:///from/the/process");
  ::unsetenv("CANCEL_COMMAND_ENDPOINT");
  CHECK(resolve_endpoints().command != "ipc:///from/the/process");
}

TEST_CASE("an ipc path may have 107 bytes and no more", "[endpoint]") {
  const std::string longest = "ipc:///" + std::string(106, 'x');
  CHECK(resolved(longest) == longest);
  const std::string message = fault(longest + "x");
  CHECK_THAT(message, Contains("/" + std::string(107, 'x') + "' has 108 bytes"));
  CHECK_THAT(message, Contains("107"));
}

TEST_CASE("a default path that is too long is refused like any other", "[endpoint]") {
  const Environment deep = variables({{"XDG_RUNTIME_DIR", "/" + std::string(100, 'x')}});
  CHECK_THROWS_WITH(resolve_endpoints({}, EndpointUse::bind, deep), Contains("has 117 bytes"));
}

TEST_CASE("ipc endpoints that name no file are refused", "[endpoint]") {
  CHECK_THAT(fault("ipc://"), Contains("ipc://: "));
  CHECK_THAT(fault("ipc://@abstract"), Contains("'@'"));
  CHECK_THAT(fault("ipc://*"), Contains("'*'"));
  CHECK_THAT(fault("ipc:///folder/"), Contains("does not name a socket file"));
}

TEST_CASE("tcp is for loopback addresses", "[endpoint]") {
  CHECK(resolved("tcp://127.0.0.1:5555") == "tcp://127.0.0.1:5555");
  CHECK(resolved("tcp://127.3.2.1:1") == "tcp://127.3.2.1:1");
  CHECK(resolved("tcp://[::1]:65535") == "tcp://[::1]:65535");
  CHECK(resolved("tcp://localhost:5555") == "tcp://127.0.0.1:5555");
}

TEST_CASE("any other tcp address is refused, because it needs keys", "[endpoint]") {
  for (const std::string host : {"0.0.0.0", "*", "192.168.1.1", "128.0.0.1", "example.org", "[::]", "[fe80::1]", "::1",
                                 "127.1", "eth0", "127.0.0.1;127.0.0.1", "[::ffff:127.0.0.1]"}) {
    INFO(host);
    const std::string endpoint = "tcp://" + host + ":5555";
    CHECK_THAT(fault(endpoint, EndpointUse::bind), Contains(endpoint + ": ") && Contains("CURVE"));
  }
}

TEST_CASE("a tcp address needs a port", "[endpoint]") {
  for (const std::string address : {"127.0.0.1", "", ":5555", "127.0.0.1:", "[::1]"}) {
    INFO(address);
    CHECK_THAT(fault("tcp://" + address), Contains("HOST:PORT"));
  }
  for (const std::string port : {"65536", "-1", "x", "1x", " 1", "99999999999999999999"}) {
    INFO(port);
    CHECK_THAT(fault("tcp://127.0.0.1:" + port), Contains("1 to 65535"));
  }
}

TEST_CASE("any free port is for those who bind", "[endpoint]") {
  CHECK(resolved("tcp://127.0.0.1:*", EndpointUse::bind) == "tcp://127.0.0.1:*");
  CHECK(resolved("tcp://127.0.0.1:0", EndpointUse::bind) == "tcp://127.0.0.1:0");
  CHECK_THAT(fault("tcp://127.0.0.1:*"), Contains("which one"));
  CHECK_THAT(fault("tcp://127.0.0.1:0"), Contains("which one"));
}

TEST_CASE("every other kind of endpoint is refused", "[endpoint]") {
  for (const std::string endpoint : {"udp://127.0.0.1:1", "pgm://eth0;1.2.3.4:5", "inproc://command", "IPC:///x",
                                     "/run/canceld/command", "ipc:/x", "garbage", "\xFF\xFE"}) {
    INFO(endpoint);
    CHECK_THAT(fault(endpoint), Contains(endpoint + ": ") && Contains("ipc:// or tcp://"));
  }
  CHECK_THAT(fault(""), Contains("empty"));
}

TEST_CASE("control characters are refused, and do not reach the message", "[endpoint]") {
  CHECK_THAT(fault(std::string("ipc:///a\0b", 10)), Contains("ipc:///a?b: ") && Contains("control characters"));
  CHECK_THAT(fault("tcp://127.0.0.1:5\n"), Contains("tcp://127.0.0.1:5?: ") && Contains("control characters"));
}

TEST_CASE("commands and events need two endpoints", "[endpoint]") {
  const auto both = [](const std::string& command, const std::string& event, EndpointUse use = EndpointUse::connect) {
    return resolve_endpoints({command, event}, use, variables({}));
  };
  CHECK_THROWS_WITH(both("ipc:///x", "ipc:///x"), Contains("two different"));
  CHECK_THROWS_WITH(both("ipc:///a/x", "ipc:///a/../a/./x"), Contains("two different"));
  CHECK_THROWS_WITH(both("tcp://localhost:5", "tcp://127.0.0.1:5"), Contains("two different"));
  CHECK_NOTHROW(both("tcp://127.0.0.1:*", "tcp://127.0.0.1:*", EndpointUse::bind));
  CHECK_NOTHROW(both("tcp://127.0.0.1:5", "tcp://127.0.0.1:6"));
}
