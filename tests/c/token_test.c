#include <poll.h>
#include <pthread.h>
#include <stdint.h>
#include <string.h>

#include "cancel/cancel.h"
#include "check.h"

/* Tokens and their sources, without a daemon. */

#define LONG_ENOUGH 20000

static cancel_source* new_source(const cancel_token* parent) {
  cancel_source* source = NULL;
  CHECK(cancel_source_new(parent == NULL ? NULL : &parent, parent == NULL ? 0 : 1, &source, NULL) == CANCEL_OK);
  return source;
}

static void cancel_with(cancel_source* source, const char* reason, int mode) {
  cancel_wish wish;
  cancel_wish_init(&wish, sizeof wish);
  wish.reason = reason;
  wish.mode = mode;
  wish.cause = "superseded";
  wish.requested_by = "ann";
  CHECK(cancel_source_cancel(source, &wish, NULL, NULL) == CANCEL_OK);
}

static void a_token_tells_why_it_was_cancelled(void) {
  cancel_source* source = new_source(NULL);
  cancel_token* token = cancel_source_token(source);
  cancel_why* why = NULL;
  CHECK(!cancel_token_is_cancelled(token));
  REQUIRE(cancel_token_why(token, &why, NULL) == CANCEL_OK);
  CHECK(why == NULL);
  cancel_with(source, "enough", CANCEL_MODE_FORCE);
  CHECK(cancel_token_is_cancelled(token));
  CHECK(cancel_token_has_reached(token, CANCEL_STAGE_FORCED));
  CHECK(!cancel_token_has_reached(token, CANCEL_STAGE_COMPLETED));
  REQUIRE(cancel_token_why(token, &why, NULL) == CANCEL_OK && why != NULL);
  CHECK(strcmp(cancel_why_reason(why), "enough") == 0);
  CHECK(strcmp(cancel_why_cause(why), "superseded") == 0);
  CHECK(strcmp(cancel_why_requested_by(why), "ann") == 0);
  CHECK(cancel_why_mode(why) == CANCEL_MODE_FORCE);
  CHECK(cancel_why_position(why) == 0);
  cancel_why_free(why);
  cancel_token_release(token);
  cancel_source_free(source);
}

static void a_second_cancel_keeps_the_first_reason(void) {
  cancel_source* source = new_source(NULL);
  cancel_token* token = cancel_source_token(source);
  cancel_why* why = NULL;
  int first = -1;
  cancel_with(source, "first", CANCEL_MODE_GRACEFUL);
  CHECK(cancel_source_cancel(source, NULL, &first, NULL) == CANCEL_OK && first == 0);
  CHECK(cancel_source_complete(source, &first, NULL) == CANCEL_OK && first == 1);
  CHECK(cancel_token_wait(token, CANCEL_STAGE_COMPLETED, 0) == CANCEL_OK);
  REQUIRE(cancel_token_why(token, &why, NULL) == CANCEL_OK && why != NULL);
  CHECK(strcmp(cancel_why_reason(why), "first") == 0);
  cancel_why_free(why);
  cancel_token_release(token);
  cancel_source_free(source);
}

static void what_hangs_under_a_token_is_cancelled_with_it(void) {
  cancel_source* parent = new_source(NULL);
  cancel_token* parent_token = cancel_source_token(parent);
  cancel_source* child = new_source(parent_token);
  cancel_token* child_token = cancel_source_token(child);
  cancel_why* why = NULL;
  cancel_with(parent, "all of it", CANCEL_MODE_GRACEFUL);
  REQUIRE(cancel_token_why(child_token, &why, NULL) == CANCEL_OK && why != NULL);
  CHECK(strcmp(cancel_why_cause(why), "parent_cancelled") == 0);
  CHECK(strcmp(cancel_why_reason(why), "all of it") == 0);
  CHECK(!cancel_token_equals(parent_token, child_token));
  cancel_why_free(why);
  cancel_token_release(child_token);
  cancel_token_release(parent_token);
  cancel_source_free(child);
  cancel_source_free(parent);
}

static void a_token_outlives_its_source_for_those_who_retain_it(void) {
  cancel_source* source = new_source(NULL);
  cancel_token* token = cancel_source_token(source);
  cancel_with(source, NULL, CANCEL_MODE_GRACEFUL);
  CHECK(cancel_token_retain(token) == token);
  cancel_source_free(source);
  cancel_token_release(token);
  CHECK(cancel_token_is_cancelled(token));
  cancel_token_release(token);
}

static void a_deadline_cancels(void) {
  cancel_source* source = new_source(NULL);
  cancel_token* token = cancel_source_token(source);
  CHECK(cancel_token_remaining_ms(token) == CANCEL_NONE);
  CHECK(cancel_source_cancel_after(source, 3600000, NULL) == CANCEL_OK);
  CHECK(cancel_token_remaining_ms(token) > 3000000);
  CHECK(cancel_token_wait(token, CANCEL_STAGE_REQUESTED, 0) == CANCEL_ERROR_TIMED_OUT);
  CHECK(cancel_source_cancel_after(source, 0, NULL) == CANCEL_OK);
  CHECK(cancel_token_wait(token, CANCEL_STAGE_REQUESTED, LONG_ENOUGH) == CANCEL_OK);
  CHECK(cancel_token_remaining_ms(token) == 0);
  cancel_token_release(token);
  cancel_source_free(source);
}

typedef struct calls {
  int called;
  int destroyed;
  int destroyed_before_return;
  cancel_callback* self;
} calls;

static void count_call(void* user) {
  ++((calls*)user)->called;
}

static void count_destroy(void* user) {
  ++((calls*)user)->destroyed;
}

static void free_itself(void* user) {
  calls* seen = user;
  cancel_callback_free(seen->self);
  seen->destroyed_before_return = seen->destroyed;
  ++seen->called;
}

static void a_callback_runs_once_and_its_user_data_is_destroyed_once(void) {
  cancel_source* source = new_source(NULL);
  cancel_token* token = cancel_source_token(source);
  calls seen = {0, 0, 0, NULL};
  cancel_callback* callback = NULL;
  REQUIRE(cancel_token_on(token, CANCEL_STAGE_REQUESTED, count_call, &seen, count_destroy, &callback, NULL) == 0);
  CHECK(seen.called == 0);
  cancel_with(source, NULL, CANCEL_MODE_GRACEFUL);
  CHECK(seen.called == 1);
  cancel_with(source, NULL, CANCEL_MODE_GRACEFUL);
  CHECK(seen.called == 1 && seen.destroyed == 0);
  cancel_callback_free(callback);
  CHECK(seen.called == 1 && seen.destroyed == 1);
  REQUIRE(cancel_token_on(token, CANCEL_STAGE_REQUESTED, count_call, &seen, NULL, &callback, NULL) == 0);
  CHECK(seen.called == 2); /* it was there already */
  cancel_callback_free(callback);
  cancel_token_release(token);
  cancel_source_free(source);
}

static void a_callback_that_was_freed_is_not_called(void) {
  cancel_source* source = new_source(NULL);
  cancel_token* token = cancel_source_token(source);
  calls seen = {0, 0, 0, NULL};
  cancel_callback* callback = NULL;
  REQUIRE(cancel_token_on(token, CANCEL_STAGE_REQUESTED, count_call, &seen, count_destroy, &callback, NULL) == 0);
  cancel_callback_free(callback);
  cancel_with(source, NULL, CANCEL_MODE_GRACEFUL);
  CHECK(seen.called == 0 && seen.destroyed == 1);
  cancel_token_release(token);
  cancel_source_free(source);
}

static void a_callback_may_free_itself(void) {
  cancel_source* source = new_source(NULL);
  cancel_token* token = cancel_source_token(source);
  calls seen = {0, 0, 0, NULL};
  REQUIRE(cancel_token_on(token, CANCEL_STAGE_REQUESTED, free_itself, &seen, count_destroy, &seen.self, NULL) == 0);
  cancel_with(source, NULL, CANCEL_MODE_GRACEFUL);
  CHECK(seen.called == 1 && seen.destroyed == 1);
  CHECK(seen.destroyed_before_return == 0);
  cancel_token_release(token);
  cancel_source_free(source);
}

static void user_data_is_destroyed_where_registering_fails(void) {
  calls seen = {0, 0, 0, NULL};
  cancel_callback* callback = NULL;
  CHECK(cancel_token_on(NULL, CANCEL_STAGE_REQUESTED, count_call, &seen, count_destroy, &callback, NULL) ==
        CANCEL_ERROR_INVALID_ARGUMENT);
  CHECK(callback == NULL && seen.called == 0 && seen.destroyed == 1);
}

static void a_descriptor_becomes_readable(void) {
  cancel_source* source = new_source(NULL);
  cancel_token* token = cancel_source_token(source);
  cancel_descriptor* descriptor = NULL;
  struct pollfd watched = {-1, POLLIN, 0};
  REQUIRE(cancel_token_descriptor(token, CANCEL_STAGE_REQUESTED, &descriptor, NULL) == CANCEL_OK);
  watched.fd = cancel_descriptor_get(descriptor);
  CHECK(poll(&watched, 1, 0) == 0);
  cancel_with(source, NULL, CANCEL_MODE_GRACEFUL);
  CHECK(poll(&watched, 1, 0) == 1);
  cancel_descriptor_free(descriptor);
  cancel_token_release(token);
  cancel_source_free(source);
}

static void* wait_for_ever(void* token) {
  return (void*)(intptr_t)cancel_token_wait(token, CANCEL_STAGE_REQUESTED, CANCEL_NONE);
}

static void waiting_ends_when_another_thread_cancels(void) {
  cancel_source* source = new_source(NULL);
  cancel_token* token = cancel_source_token(source);
  pthread_t waiting;
  void* code = NULL;
  REQUIRE(pthread_create(&waiting, NULL, wait_for_ever, token) == 0);
  cancel_with(source, NULL, CANCEL_MODE_GRACEFUL);
  pthread_join(waiting, &code);
  CHECK((intptr_t)code == CANCEL_OK);
  cancel_token_release(token);
  cancel_source_free(source);
}

static void no_token_is_never_cancelled(void) {
  CHECK(!cancel_token_is_cancelled(NULL));
  CHECK(!cancel_token_has_reached(NULL, CANCEL_STAGE_REQUESTED));
  CHECK(cancel_token_remaining_ms(NULL) == CANCEL_NONE);
  CHECK(cancel_token_retain(NULL) == NULL);
  cancel_token_release(NULL);
}

static const test_case tests[] = {
    {"a token tells why it was cancelled", a_token_tells_why_it_was_cancelled},
    {"a second cancel keeps the first reason", a_second_cancel_keeps_the_first_reason},
    {"what hangs under a token is cancelled with it", what_hangs_under_a_token_is_cancelled_with_it},
    {"a token outlives its source for those who retain it", a_token_outlives_its_source_for_those_who_retain_it},
    {"a deadline cancels", a_deadline_cancels},
    {"a callback runs once, and its user data is destroyed once",
     a_callback_runs_once_and_its_user_data_is_destroyed_once},
    {"a callback that was freed is not called", a_callback_that_was_freed_is_not_called},
    {"a callback may free itself, and its user data stays until it returns", a_callback_may_free_itself},
    {"user data is destroyed where registering fails", user_data_is_destroyed_where_registering_fails},
    {"a descriptor becomes readable", a_descriptor_becomes_readable},
    {"waiting ends when another thread cancels", waiting_ends_when_another_thread_cancels},
    {"no token is never cancelled", no_token_is_never_cancelled},
};

int main(void) {
  return RUN_TESTS(tests) == 0 ? 0 : 1;
}
