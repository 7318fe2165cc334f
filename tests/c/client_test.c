#include <stdint.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "scene.h"

/* Clients, operations and tokens against a real daemon. */

static void an_operation_that_another_client_cancels_learns_it(void) {
  test_daemon* daemon = test_daemon_new();
  cancel_client *owner, *other;
  cancel_operation* operation;
  cancel_token* token;
  cancel_wish wish;
  cancel_why* why = NULL;
  test_daemon_start(daemon);
  owner = new_client(daemon);
  other = new_client(daemon);
  operation = start_as(owner, "work");
  token = cancel_operation_token(operation);
  CHECK(strcmp(cancel_operation_id(operation), "work") == 0);
  CHECK(strcmp(cancel_operation_space(operation), "default") == 0);
  CHECK(cancel_client_flush(owner, LONG_ENOUGH, NULL) == CANCEL_OK);
  cancel_wish_init(&wish, sizeof wish);
  wish.reason = "enough";
  wish.requested_by = "ann";
  CHECK(cancel_client_cancel(other, NULL, "work", &wish, 0, NULL) == CANCEL_OK);
  CHECK(cancel_token_wait(token, CANCEL_STAGE_REQUESTED, LONG_ENOUGH) == CANCEL_OK);
  CHECK(cancel_token_why(token, &why, NULL) == CANCEL_OK);
  CHECK(why != NULL && strcmp(cancel_why_reason(why), "enough") == 0 && cancel_why_position(why) != 0);
  cancel_why_free(why);
  CHECK(cancel_operation_finish(operation, CANCEL_OUTCOME_STOPPED, NULL, NULL) == CANCEL_OK);
  CHECK(cancel_token_wait(token, CANCEL_STAGE_COMPLETED, LONG_ENOUGH) == CANCEL_OK);
  CHECK(answers(other, "cancellation/status", "{\"id\":\"work\"}", "\"state\":\"completed\""));
  cancel_token_release(token);
  cancel_operation_free(operation);
  cancel_client_free(other);
  cancel_client_free(owner);
  test_daemon_free(daemon);
}

static void an_operation_runs_without_a_daemon_and_is_told_when_there_is_one(void) {
  test_daemon* daemon = test_daemon_new();
  cancel_client* client = new_client(daemon);
  cancel_operation* operation = start_as(client, "early");
  cancel_token* token = cancel_operation_token(operation);
  cancel_statistics statistics;
  cancel_standing standing;
  CHECK(!cancel_token_is_cancelled(token));
  CHECK(cancel_operation_cancel(operation, NULL, NULL) == CANCEL_OK);
  CHECK(cancel_token_is_cancelled(token));
  cancel_operation_free(operation);
  CHECK(cancel_client_flush(client, 0, NULL) == CANCEL_ERROR_TIMED_OUT);
  statistics.size = sizeof statistics;
  CHECK(cancel_client_statistics(client, &statistics, NULL) == CANCEL_OK && statistics.waiting == 4);
  standing.size = sizeof standing;
  CHECK(cancel_client_standing(client, &standing, NULL) == CANCEL_OK && !standing.connected);
  test_daemon_start(daemon);
  CHECK(cancel_client_flush(client, CANCEL_NONE, NULL) == CANCEL_OK);
  CHECK(cancel_client_standing(client, &standing, NULL) == CANCEL_OK && strlen(standing.log_id) != 0);
  CHECK(answers(client, "cancellation/status", "{\"id\":\"early\"}", "\"state\":\"completed\""));
  cancel_token_release(token);
  cancel_client_free(client);
  test_daemon_free(daemon);
}

static void everything_that_is_said_of_an_operation_is_in_the_log(void) {
  test_daemon* daemon = test_daemon_new();
  cancel_client* client;
  cancel_shared_token_options shared_options;
  cancel_shared_token* shared = NULL;
  cancel_operation_options options;
  cancel_operation* operation = NULL;
  cancel_token* parents[1];
  const cancel_name names[1] = {{NULL, "elsewhere"}};
  const cancel_label labels[1] = {{"colour", "gr\xC3\xBCn"}};
  test_daemon_start(daemon);
  client = new_client(daemon);
  CHECK(answers(client, "cancellation/create", "{\"id\":\"elsewhere\"}", "\"cancelled\":false"));
  cancel_shared_token_options_init(&shared_options, sizeof shared_options);
  shared_options.id = "shared";
  REQUIRE(cancel_shared_token_create(client, &shared_options, &shared, NULL) == CANCEL_OK);
  parents[0] = cancel_shared_token_token(shared);
  cancel_operation_options_init(&options, sizeof options);
  options.id = "work";
  options.parent_tokens = (const cancel_token* const*)parents;
  options.parent_token_count = 1;
  options.parent_names = names;
  options.parent_name_count = 1;
  options.tool = "crawl";
  options.request_id_kind = CANCEL_REQUEST_ID_NUMBER;
  options.request_id_number = INT64_MAX;
  options.deadline_ms = 3600000;
  options.labels = labels;
  options.label_count = 1;
  REQUIRE(cancel_operation_start(client, &options, &operation, NULL) == CANCEL_OK);
  CHECK(answers(client, "operation/list", NULL, "\"requestId\":9223372036854775807"));
  CHECK(answers(client, "operation/list", "{\"token\":\"shared\"}", "\"tool\":\"crawl\""));
  CHECK(answers(client, "operation/list", "{\"token\":\"elsewhere\"}", "\"colour\":\"gr\xC3\xBCn\""));
  CHECK(cancel_shared_token_cancel(shared, NULL, NULL) == CANCEL_OK);
  CHECK(answers(client, "cancellation/status", "{\"id\":\"work\"}", "\"cause\":\"parent_cancelled\""));
  cancel_token_release(parents[0]);
  cancel_operation_free(operation);
  cancel_shared_token_free(shared);
  cancel_client_free(client);
  test_daemon_free(daemon);
}

static void what_an_operation_has_made_can_be_read_from_the_log(void) {
  test_daemon* daemon = test_daemon_new();
  cancel_client* client;
  cancel_operation* operation;
  cancel_operation* other;
  char too_long[262145];
  test_daemon_start(daemon);
  client = new_client(daemon);
  operation = start_as(client, "work");
  CHECK(answers(client, "operation/result", "{\"id\":\"work\"}", "\"state\":\"running\""));
  CHECK(cancel_operation_finish_with_result(operation, 99, NULL, "x", 1, NULL) == CANCEL_ERROR_INVALID_ARGUMENT);
  CHECK(cancel_operation_finish_with_result(NULL, CANCEL_OUTCOME_STOPPED, NULL, "x", 1, NULL) ==
        CANCEL_ERROR_INVALID_ARGUMENT);
  CHECK(cancel_operation_finish_with_result(operation, CANCEL_OUTCOME_SUCCEEDED, NULL, "{\"a\":\"\0\"}", 9, NULL) ==
        CANCEL_OK);
  CHECK(answers(client, "operation/result", "{\"id\":\"work\"}", "\"result\":\"{\\\"a\\\":\\\"\\u0000\\\"}\""));
  other = start_as(client, "other");
  memset(too_long, 'x', sizeof too_long);
  CHECK(cancel_operation_finish_with_result(other, CANCEL_OUTCOME_FAILED, "kept", too_long, sizeof too_long, NULL) ==
        CANCEL_OK);
  CHECK(answers(client, "operation/result", "{\"id\":\"other\"}", "\"error\":\"kept\",\"finishedAt\""));
  cancel_operation_free(other);
  cancel_operation_free(operation);
  cancel_client_free(client);
  test_daemon_free(daemon);
}

static void operations_work_on_when_their_client_is_gone(void) {
  test_daemon* daemon = test_daemon_new();
  cancel_client* client;
  cancel_operation* operation;
  cancel_token* token;
  test_daemon_start(daemon);
  client = new_client(daemon);
  operation = start_as(client, "late");
  token = cancel_operation_token(operation);
  cancel_client_free(client);
  CHECK(cancel_operation_cancel(operation, NULL, NULL) == CANCEL_OK);
  CHECK(cancel_token_is_cancelled(token));
  CHECK(cancel_operation_finish(operation, CANCEL_OUTCOME_FAILED, "too late", NULL) == CANCEL_OK);
  cancel_operation_free(operation);
  cancel_token_release(token);
  test_daemon_free(daemon);
}

typedef struct notices {
  completion connected;
  int destroyed;
} notices;

static void see_notice(void* user, const cancel_notice* notice) {
  notices* seen = user;
  if (notice->kind == CANCEL_NOTICE_CONNECTED) complete(&seen->connected, CANCEL_OK, notice->text, NULL);
}

static void destroy_notices(void* user) {
  ++((notices*)user)->destroyed;
}

static void notices_are_told_until_the_client_closes(void) {
  test_daemon* daemon = test_daemon_new();
  notices seen = {NEW_COMPLETION, 0};
  cancel_client_options options = options_for(daemon);
  cancel_client* client = NULL;
  cancel_operation* operation;
  test_daemon_start(daemon);
  options.notice = see_notice;
  options.notice_user = &seen;
  options.notice_destroy = destroy_notices;
  REQUIRE(cancel_client_open(&options, &client, NULL) == CANCEL_OK);
  operation = start_as(client, NULL);
  await(&seen.connected);
  CHECK(seen.destroyed == 0 && strlen(seen.connected.result) != 0);
  cancel_client_close(client);
  CHECK(seen.destroyed == 1);
  cancel_operation_free(operation);
  cancel_client_free(client);
  CHECK(seen.destroyed == 1);
  options.command_endpoint = "nonsense";
  CHECK(cancel_client_open(&options, &client, NULL) == CANCEL_ERROR_BAD_ENDPOINT);
  CHECK(seen.destroyed == 2);
  test_daemon_free(daemon);
}

static void a_start_that_needs_the_daemon_fails_without_it(void) {
  test_daemon* daemon = test_daemon_new();
  cancel_client_options options = options_for(daemon);
  cancel_client* client = NULL;
  cancel_operation* operation = NULL;
  cancel_error* error = NULL;
  options.require_daemon = 1;
  options.timeout_ms = 10;
  options.close_within_ms = 0;
  REQUIRE(cancel_client_open(&options, &client, NULL) == CANCEL_OK);
  CHECK(cancel_operation_start(client, NULL, &operation, &error) == CANCEL_ERROR_UNKNOWN_OUTCOME);
  CHECK(operation == NULL && strlen(cancel_error_text(error)) != 0);
  cancel_error_free(error);
  cancel_client_free(client);
  test_daemon_free(daemon);
}

static void a_remembered_cancel_meets_the_work_that_comes_later(void) {
  test_daemon* daemon = test_daemon_new();
  cancel_client *owner, *other;
  cancel_token* watched = NULL;
  cancel_operation* operation;
  cancel_token* token;
  test_daemon_start(daemon);
  owner = new_client(daemon);
  other = new_client(daemon);
  REQUIRE(cancel_client_watch(other, NULL, "later", &watched, NULL) == CANCEL_OK);
  CHECK(!cancel_token_is_cancelled(watched));
  CHECK(cancel_client_cancel(owner, NULL, "later", NULL, 1, NULL) == CANCEL_OK);
  CHECK(cancel_token_wait(watched, CANCEL_STAGE_REQUESTED, LONG_ENOUGH) == CANCEL_OK);
  operation = start_as(owner, "later");
  token = cancel_operation_token(operation);
  CHECK(cancel_token_wait(token, CANCEL_STAGE_REQUESTED, LONG_ENOUGH) == CANCEL_OK);
  cancel_token_release(token);
  cancel_operation_free(operation);
  cancel_token_release(watched);
  cancel_client_free(other);
  cancel_client_free(owner);
  test_daemon_free(daemon);
}

/* In a process that was forked off: 0 where its client says so and lets itself be freed. */
static int use_forked(cancel_client* client, cancel_operation* operation) {
  cancel_operation* another = NULL;
  cancel_token* token = cancel_operation_token(operation);
  const int code = cancel_operation_start(client, NULL, &another, NULL);
  const int is_told = code == CANCEL_ERROR_FORKED && another == NULL && !cancel_token_is_cancelled(token);
  cancel_token_release(token);
  cancel_client_free(client);
  return is_told ? 0 : 1;
}

static void a_client_of_another_process_says_so(void) {
  test_daemon* daemon = test_daemon_new();
  cancel_client* client;
  cancel_operation* operation;
  int status = -1;
  pid_t child;
  test_daemon_start(daemon);
  client = new_client(daemon);
  operation = start_as(client, "here");
  child = fork();
  if (child == 0) _exit(use_forked(client, operation));
  CHECK(waitpid(child, &status, 0) == child && status == 0);
  CHECK(cancel_client_flush(client, LONG_ENOUGH, NULL) == CANCEL_OK);
  cancel_operation_free(operation);
  cancel_client_free(client);
  test_daemon_free(daemon);
}

static const test_case tests[] = {
    {"an operation that another client cancels learns it", an_operation_that_another_client_cancels_learns_it},
    {"an operation runs without a daemon, and is told when there is one",
     an_operation_runs_without_a_daemon_and_is_told_when_there_is_one},
    {"everything that is said of an operation is in the log", everything_that_is_said_of_an_operation_is_in_the_log},
    {"what an operation has made can be read from the log", what_an_operation_has_made_can_be_read_from_the_log},
    {"operations work on when their client is gone", operations_work_on_when_their_client_is_gone},
    {"notices are told until the client closes", notices_are_told_until_the_client_closes},
    {"a start that needs the daemon fails without it", a_start_that_needs_the_daemon_fails_without_it},
    {"a client of another process says so", a_client_of_another_process_says_so},
    {"a remembered cancel meets the work that comes later", a_remembered_cancel_meets_the_work_that_comes_later},
};

int main(void) {
  return RUN_TESTS(tests) == 0 ? 0 : 1;
}
