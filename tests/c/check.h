#ifndef CHECK_H
#define CHECK_H

#include <stddef.h>

// What the tests in C need of a test framework. One thread.

typedef struct test_case {
  const char* sentence;
  void (*run)(void);
} test_case;

// Counts a failure and says where, unless `holds`. The macros end the test function on failure.
int check(int holds, const char* what, const char* file, int line);

#define CHECK(condition) check((condition) ? 1 : 0, #condition, __FILE__, __LINE__)
#define REQUIRE(condition)         \
  do {                             \
    if (!CHECK(condition)) return; \
  } while (0)

// Runs `count` tests and says which ones failed; gives their number.
int run_tests(const test_case* tests, size_t count);

#define RUN_TESTS(tests) run_tests(tests, sizeof(tests) / sizeof(tests)[0])

#endif
