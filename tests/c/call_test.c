#include <stdio.h>
#include <string.h>

#include "check.h"
#include "scene.h"

/* Calls and subscriptions against a real daemon. */

static void a_command_id_in_the_params_makes_a_call_repeatable(void) {
  const char* params = "{\"id\":\"a\",\"commandId\":\"once\"}";
  test_daemon* daemon = test_daemon_new();
  cancel_client* client;
  char* result = NULL;
  test_daemon_start(daemon);
  client = new_client(daemon);
  CHECK(cancel_call(client, "cancellation/create", params, LONG_ENOUGH, &result, NULL) == CANCEL_OK);
  CHECK(result != NULL && strstr(result, "replayed") == NULL);
  cancel_string_free(result);
  CHECK(answers(client, "cancellation/create", params, "\"replayed\":true"));
  cancel_client_free(client);
  test_daemon_free(daemon);
}

static void a_cursor_goes_on_where_a_list_ended(void) {
  test_daemon* daemon = test_daemon_new();
  cancel_client* client;
  char* result = NULL;
  char params[200] = "";
  const char* cursor;
  test_daemon_start(daemon);
  client = new_client(daemon);
  CHECK(answers(client, "cancellation/create", "{\"id\":\"first\"}", "first"));
  CHECK(answers(client, "cancellation/create", "{\"id\":\"second\"}", "second"));
  REQUIRE(cancel_call(client, "cancellation/list", "{\"limit\":1}", LONG_ENOUGH, &result, NULL) == CANCEL_OK);
  CHECK(strstr(result, "second") == NULL);
  cursor = strstr(result, "\"nextCursor\":");
  REQUIRE(cursor != NULL);
  snprintf(params, sizeof params, "{\"limit\":1,\"cursor\":%.*s}", (int)strcspn(cursor + 13, ",}"), cursor + 13);
  CHECK(answers(client, "cancellation/list", params, "second"));
  cancel_string_free(result);
  cancel_client_free(client);
  test_daemon_free(daemon);
}

static void a_refusal_of_the_daemon_comes_with_code_text_and_data(void) {
  test_daemon* daemon = test_daemon_new();
  cancel_client* client;
  cancel_error* error = NULL;
  char* result = NULL;
  test_daemon_start(daemon);
  client = new_client(daemon);
  CHECK(cancel_call(client, "cancellation/status", "{\"id\":\"nobody\"}", CANCEL_DEFAULT_TIMEOUT, &result, &error) ==
        CANCEL_ERROR_TOKEN_NOT_FOUND);
  CHECK(result == NULL && cancel_error_code(error) == CANCEL_ERROR_TOKEN_NOT_FOUND);
  CHECK(strstr(cancel_error_text(error), "nobody") != NULL);
  CHECK(strstr(cancel_error_data(error), "CancellationTokenNotFound") != NULL);
  cancel_error_free(error);
  cancel_client_free(client);
  test_daemon_free(daemon);
}

static void a_call_without_waiting_is_completed_once(void) {
  test_daemon* daemon = test_daemon_new();
  cancel_client* client;
  completion done = NEW_COMPLETION;
  completion refused = NEW_COMPLETION;
  test_daemon_start(daemon);
  client = new_client(daemon);
  REQUIRE(cancel_call_async(client, "server/info", NULL, LONG_ENOUGH, complete, &done, NULL) == CANCEL_OK);
  REQUIRE(cancel_call_async(client, "no/such", NULL, LONG_ENOUGH, complete, &refused, NULL) == CANCEL_OK);
  await(&done);
  await(&refused);
  cancel_client_free(client);
  CHECK(done.count == 1 && done.code == CANCEL_OK && strstr(done.result, "\"name\":\"canceld\"") != NULL);
  CHECK(refused.count == 1 && refused.code == CANCEL_ERROR_METHOD_NOT_FOUND);
  test_daemon_free(daemon);
}

static void calls_without_a_daemon_end_with_their_time(void) {
  test_daemon* daemon = test_daemon_new();
  cancel_client* client = new_client(daemon);
  cancel_error* error = NULL;
  char* result = NULL;
  CHECK(cancel_call(client, "server/info", NULL, 10, &result, &error) == CANCEL_ERROR_UNREACHABLE);
  CHECK(strlen(cancel_error_text(error)) != 0);
  cancel_error_free(error);
  CHECK(cancel_call(client, "cancellation/create", "{}", 10, &result, NULL) == CANCEL_ERROR_UNREACHABLE);
  cancel_client_free(client);
  test_daemon_free(daemon);
}

static void closing_ends_calls_that_wait(void) {
  test_daemon* daemon = test_daemon_new();
  cancel_client_options options = options_for(daemon);
  cancel_client* client = NULL;
  completion read = NEW_COMPLETION;
  completion change = NEW_COMPLETION;
  char* result = NULL;
  options.close_within_ms = 0;
  REQUIRE(cancel_client_open(&options, &client, NULL) == CANCEL_OK);
  REQUIRE(cancel_call_async(client, "server/info", NULL, CANCEL_NONE, complete, &read, NULL) == CANCEL_OK);
  REQUIRE(cancel_call_async(client, "cancellation/create", "{}", CANCEL_NONE, complete, &change, NULL) == CANCEL_OK);
  cancel_client_close(client);
  CHECK(read.count == 1 && read.code != CANCEL_OK);
  CHECK(change.count == 1 && change.code != CANCEL_OK);
  CHECK(cancel_call(client, "server/info", NULL, CANCEL_NONE, &result, NULL) == CANCEL_ERROR_CLOSED);
  CHECK(cancel_client_flush(client, CANCEL_NONE, NULL) == CANCEL_ERROR_CLOSED);
  cancel_client_close(client);
  cancel_client_free(client);
  test_daemon_free(daemon);
}

static void a_subscription_hands_out_events_in_order(void) {
  static const char* const types[] = {"TokenCreated", "CancellationRequested"};
  test_daemon* daemon = test_daemon_new();
  cancel_client* client;
  cancel_subscription_options options;
  cancel_subscription* subscription = NULL;
  cancel_item* item = NULL;
  uint64_t position = 0;
  int events = 0;
  test_daemon_start(daemon);
  client = new_client(daemon);
  CHECK(answers(client, "cancellation/create", "{\"id\":\"seen\"}", "seen"));
  CHECK(answers(client, "cancellation/create", "{\"id\":\"unseen\"}", "unseen"));
  cancel_subscription_options_init(&options, sizeof options);
  options.after = 0;
  options.space = "default";
  options.token = "seen";
  options.types = types;
  options.type_count = 2;
  REQUIRE(cancel_client_subscribe(client, &options, &subscription, NULL) == CANCEL_OK);
  CHECK(answers(client, "cancellation/cancel", "{\"id\":\"seen\",\"reason\":\"done\"}", "\"success\":true"));
  while (events < 2) {
    REQUIRE(cancel_subscription_next(subscription, LONG_ENOUGH, &item, NULL) == CANCEL_OK);
    if (cancel_item_kind(item) == CANCEL_ITEM_EVENT) {
      CHECK(cancel_item_position(item) > position);
      position = cancel_item_position(item);
      CHECK(strstr(cancel_item_json(item), "\"token\":\"seen\"") != NULL);
      CHECK(strstr(cancel_item_json(item), types[events++]) != NULL);
    } else if (cancel_item_kind(item) == CANCEL_ITEM_CONNECTED) {
      CHECK(cancel_item_log_id(item) != NULL && cancel_item_json(item) == NULL);
    }
    cancel_item_free(item);
  }
  cancel_client_free(client);
  while (cancel_subscription_next(subscription, CANCEL_NONE, &item, NULL) == CANCEL_OK) cancel_item_free(item);
  CHECK(cancel_subscription_next(subscription, CANCEL_NONE, &item, NULL) == CANCEL_ERROR_CLOSED);
  cancel_subscription_free(subscription);
  test_daemon_free(daemon);
}

static const test_case tests[] = {
    {"a commandId in the params makes a call repeatable", a_command_id_in_the_params_makes_a_call_repeatable},
    {"a cursor goes on where a list ended", a_cursor_goes_on_where_a_list_ended},
    {"a refusal of the daemon comes with code, text and data", a_refusal_of_the_daemon_comes_with_code_text_and_data},
    {"a call without waiting is completed once", a_call_without_waiting_is_completed_once},
    {"calls without a daemon end with their time", calls_without_a_daemon_end_with_their_time},
    {"closing ends calls that wait", closing_ends_calls_that_wait},
    {"a subscription hands out events in order", a_subscription_hands_out_events_in_order},
};

int main(void) {
  return RUN_TESTS(tests) == 0 ? 0 : 1;
}
