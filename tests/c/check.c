#include "check.h"

#include <stdio.h>

static int failed_checks;

int check(int holds, const char* what, const char* file, int line) {
  if (!holds) {
    ++failed_checks;
    fprintf(stderr, "%s:%d: failed: %s\n", file, line, what);
  }
  return holds;
}

int run_tests(const test_case* tests, size_t count) {
  int failed = 0;
  size_t index;
  for (index = 0; index < count; ++index) {
    const int before = failed_checks;
    tests[index].run();
    if (failed_checks == before) continue;
    ++failed;
    fprintf(stderr, "FAILED: %s\n", tests[index].sentence);
  }
  printf("%d of %d tests failed\n", failed, (int)count);
  return failed;
}
