#include "daemon.h"

#include <string>

#include "daemon_process.hpp"

struct test_daemon {
  DaemonProcess process{};
  std::string command_endpoint = process.command_endpoint();
  std::string event_endpoint = process.event_endpoint();
};

test_daemon* test_daemon_new(void) {
  return new test_daemon;
}

void test_daemon_start(test_daemon* daemon) {
  daemon->process.start();
}

const char* test_daemon_command_endpoint(const test_daemon* daemon) {
  return daemon->command_endpoint.c_str();
}

const char* test_daemon_event_endpoint(const test_daemon* daemon) {
  return daemon->event_endpoint.c_str();
}

void test_daemon_free(test_daemon* daemon) {
  delete daemon;
}
