#ifndef DAEMON_H
#define DAEMON_H

// A real canceld for tests in C: DaemonProcess behind functions. What fails ends the test program.

#ifdef __cplusplus
extern "C" {
#endif

typedef struct test_daemon test_daemon;

test_daemon* test_daemon_new(void);  // does not start it
void test_daemon_start(test_daemon* daemon);
const char* test_daemon_command_endpoint(const test_daemon* daemon);
const char* test_daemon_event_endpoint(const test_daemon* daemon);
void test_daemon_free(test_daemon* daemon);  // ends it

#ifdef __cplusplus
}
#endif

#endif
