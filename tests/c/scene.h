#ifndef SCENE_H
#define SCENE_H

#include <pthread.h>

#include "cancel/cancel.h"
#include "daemon.h"

/* What tests with a daemon share. What goes wrong in here fails the test. */

#define LONG_ENOUGH 20000

/* Options for a client of `daemon`, who tries again soon. */
cancel_client_options options_for(const test_daemon* daemon);
cancel_client* new_client(const test_daemon* daemon);
cancel_operation* start_as(cancel_client* client, const char* id);

/* Whether a call succeeds with a result that holds `words`. */
int answers(cancel_client* client, const char* method, const char* params, const char* words);

/* What a completion leaves for the thread that waits. */
typedef struct completion {
  pthread_mutex_t lock;
  pthread_cond_t changed;
  int count;
  int code;
  char result[400];
} completion;

#define NEW_COMPLETION \
  { PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0, -1, "" }

/* A cancel_done_function whose `user` is a completion. */
void complete(void* user, int code, const char* result, const cancel_error* error);
void await(completion* done);

#endif
