#include <limits.h>
#include <stdint.h>
#include <string.h>

#include "cancel/cancel.h"
#include "check.h"

/* What is wrong with arguments gives codes and texts, and nothing else. */

#define BAD_UTF8 "\xC3("
#define INVALID CANCEL_ERROR_INVALID_ARGUMENT

/* Whether `code` is that of a wrong argument and *error says `words`; frees it. */
static int refused(int code, cancel_error** error, const char* words) {
  const int is_so = code == INVALID && cancel_error_code(*error) == INVALID &&
                    strstr(cancel_error_text(*error), words) != NULL && strcmp(cancel_error_data(*error), "null") == 0;
  cancel_error_free(*error);
  *error = NULL;
  return is_so;
}

static cancel_client* new_client(void) {
  cancel_client_options options;
  cancel_client* client = NULL;
  cancel_client_options_init(&options, sizeof options);
  options.command_endpoint = "ipc:///tmp/canceld-no-such-daemon-command";
  options.event_endpoint = "ipc:///tmp/canceld-no-such-daemon-event";
  options.close_within_ms = 0;
  options.timeout_ms = 10;
  CHECK(cancel_client_open(&options, &client, NULL) == CANCEL_OK);
  return client;
}

static void the_version_is_that_of_the_header(void) {
  CHECK(cancel_version() == CANCEL_VERSION);
  CHECK(strcmp(cancel_version_text(), PROJECT_VERSION) == 0);
}

static void every_code_has_a_name(void) {
  CHECK(strcmp(cancel_code_name(CANCEL_OK), "Ok") == 0);
  CHECK(strcmp(cancel_code_name(CANCEL_ERROR_CLOSED), "Closed") == 0);
  CHECK(strcmp(cancel_code_name(CANCEL_ERROR_TOKEN_NOT_FOUND), "CancellationTokenNotFound") == 0);
  CHECK(strcmp(cancel_code_name(4711), "Unknown") == 0);
  CHECK(cancel_code_name(INT_MIN) != NULL);
}

static void null_handles_are_refused_or_harmless(void) {
  cancel_error* error = NULL;
  cancel_token* token = (cancel_token*)&error;
  cancel_operation* operation = NULL;
  cancel_item* item = NULL;
  char* result = NULL;
  CHECK(refused(cancel_client_open(NULL, NULL, &error), &error, "client is NULL"));
  CHECK(refused(cancel_client_flush(NULL, 0, &error), &error, "client is NULL"));
  CHECK(refused(cancel_client_watch(NULL, NULL, "a", &token, &error), &error, "client is NULL"));
  CHECK(token == NULL);
  CHECK(refused(cancel_operation_start(NULL, NULL, &operation, &error), &error, "client is NULL"));
  CHECK(refused(cancel_operation_finish(NULL, 0, NULL, &error), &error, "operation is NULL"));
  CHECK(refused(cancel_operation_cancel(NULL, NULL, &error), &error, "operation is NULL"));
  CHECK(refused(cancel_shared_token_cancel(NULL, NULL, &error), &error, "shared is NULL"));
  CHECK(refused(cancel_subscription_next(NULL, 0, &item, &error), &error, "subscription is NULL"));
  CHECK(refused(cancel_source_cancel(NULL, NULL, NULL, &error), &error, "source is NULL"));
  CHECK(refused(cancel_call(NULL, "server/info", NULL, 0, &result, &error), &error, "client is NULL"));
  CHECK(refused(cancel_client_statistics(NULL, NULL, &error), &error, "client is NULL"));
  CHECK(cancel_token_wait(NULL, CANCEL_STAGE_REQUESTED, 0) == INVALID);
  CHECK(cancel_client_flush(NULL, 0, NULL) == INVALID);
  CHECK(cancel_operation_id(NULL) == NULL && cancel_operation_token(NULL) == NULL);
  CHECK(cancel_item_json(NULL) == NULL && cancel_why_reason(NULL) == NULL);
  CHECK(cancel_error_code(NULL) == CANCEL_OK && strcmp(cancel_error_text(NULL), "") == 0);
}

static void freeing_nothing_does_nothing(void) {
  cancel_error_free(NULL);
  cancel_string_free(NULL);
  cancel_why_free(NULL);
  cancel_callback_free(NULL);
  cancel_descriptor_free(NULL);
  cancel_source_free(NULL);
  cancel_client_close(NULL);
  cancel_client_free(NULL);
  cancel_operation_free(NULL);
  cancel_shared_token_free(NULL);
  cancel_subscription_free(NULL);
  cancel_item_free(NULL);
}

static void options_of_a_wrong_size_are_refused(void) {
  cancel_client* client = new_client();
  cancel_operation_options options;
  cancel_operation* operation = NULL;
  cancel_error* error = NULL;
  memset(&options, 0, sizeof options);
  CHECK(refused(cancel_operation_start(client, &options, &operation, &error), &error, "_init()"));
  cancel_operation_options_init(&options, sizeof options - 1);
  CHECK(refused(cancel_operation_start(client, &options, &operation, &error), &error, "_init()"));
  CHECK(operation == NULL);
  cancel_client_free(client);
}

typedef struct later_options {
  cancel_operation_options known;
  int64_t of_a_later_version;
} later_options;

static void options_of_a_later_version_work_as_long_as_nothing_of_it_is_asked_for(void) {
  cancel_client* client = new_client();
  later_options options;
  cancel_operation* operation = NULL;
  cancel_error* error = NULL;
  cancel_operation_options_init(&options.known, sizeof options);
  CHECK(cancel_operation_start(client, &options.known, &operation, NULL) == CANCEL_OK);
  cancel_operation_free(operation);
  options.of_a_later_version = 1;
  CHECK(refused(cancel_operation_start(client, &options.known, &operation, &error), &error, "newer libcancel"));
  cancel_client_free(client);
}

static void texts_that_are_not_utf8_are_refused(void) {
  cancel_client* client = new_client();
  cancel_operation_options options;
  cancel_operation* operation = NULL;
  cancel_token* token = NULL;
  cancel_wish wish;
  cancel_label label = {"key", BAD_UTF8};
  cancel_error* error = NULL;
  char* result = NULL;
  cancel_wish_init(&wish, sizeof wish);
  wish.reason = BAD_UTF8;
  CHECK(refused(cancel_client_cancel(client, NULL, "a", &wish, 0, &error), &error, "reason is not UTF-8"));
  CHECK(refused(cancel_client_watch(client, NULL, BAD_UTF8, &token, &error), &error, "id is not UTF-8"));
  CHECK(refused(cancel_call(client, BAD_UTF8, NULL, 0, &result, &error), &error, "method is not UTF-8"));
  CHECK(refused(cancel_call(client, "server/info", BAD_UTF8, 0, &result, &error), &error, "params is not UTF-8"));
  cancel_operation_options_init(&options, sizeof options);
  options.labels = &label;
  options.label_count = 1;
  CHECK(refused(cancel_operation_start(client, &options, &operation, &error), &error, "label's value is not UTF-8"));
  cancel_client_free(client);
}

static void names_that_are_none_are_refused(void) {
  cancel_client* client = new_client();
  cancel_token* token = NULL;
  cancel_error* error = NULL;
  CHECK(refused(cancel_client_watch(client, NULL, "two words", &token, &error), &error, "id \"two words\""));
  CHECK(refused(cancel_client_watch(client, "", "a", &token, &error), &error, "namespace"));
  CHECK(refused(cancel_client_cancel(client, NULL, NULL, NULL, 0, &error), &error, "id is NULL"));
  CHECK(refused(cancel_client_cancel(client, NULL, "", NULL, 0, &error), &error, "id"));
  cancel_client_free(client);
}

static void a_name_that_is_taken_is_refused(void) {
  cancel_client* client = new_client();
  cancel_operation_options options;
  cancel_operation* operation = NULL;
  cancel_operation* second = NULL;
  cancel_error* error = NULL;
  cancel_operation_options_init(&options, sizeof options);
  options.id = "work";
  REQUIRE(cancel_operation_start(client, &options, &operation, NULL) == CANCEL_OK);
  CHECK(refused(cancel_operation_start(client, &options, &second, &error), &error, "exists in this process"));
  cancel_operation_free(operation);
  cancel_client_free(client);
}

static void numbers_out_of_range_are_refused(void) {
  cancel_client* client = new_client();
  cancel_source* source = NULL;
  cancel_token* token = NULL;
  cancel_wish wish;
  cancel_error* error = NULL;
  REQUIRE(cancel_source_new(NULL, 0, &source, NULL) == CANCEL_OK);
  token = cancel_source_token(source);
  CHECK(cancel_token_wait(token, 3, 0) == INVALID);
  CHECK(cancel_token_wait(token, CANCEL_STAGE_REQUESTED, -7) == INVALID);
  CHECK(!cancel_token_has_reached(token, 8));
  CHECK(refused(cancel_source_cancel_after(source, -1, &error), &error, "time_ms"));
  CHECK(refused(cancel_source_cancel_after(source, INT64_MAX, &error), &error, "time_ms"));
  cancel_wish_init(&wish, sizeof wish);
  wish.mode = 7;
  CHECK(refused(cancel_source_cancel(source, &wish, NULL, &error), &error, "mode"));
  wish.mode = CANCEL_MODE_GRACEFUL;
  wish.cause = "boredom";
  CHECK(refused(cancel_source_cancel(source, &wish, NULL, &error), &error, "\"boredom\""));
  CHECK(!cancel_token_is_cancelled(token));
  cancel_token_release(token);
  cancel_source_free(source);
  cancel_client_free(client);
}

static void lists_without_their_elements_are_refused(void) {
  cancel_client* client = new_client();
  const cancel_token* none = NULL;
  cancel_source* source = NULL;
  cancel_operation_options options;
  cancel_operation* operation = NULL;
  cancel_error* error = NULL;
  cancel_label labels[2] = {{"a", "1"}, {"a", "2"}};
  CHECK(refused(cancel_source_new(&none, 1, &source, &error), &error, "parent is NULL"));
  CHECK(refused(cancel_source_new(NULL, 1, &source, &error), &error, "parent is NULL"));
  cancel_operation_options_init(&options, sizeof options);
  options.parent_name_count = 1;
  CHECK(refused(cancel_operation_start(client, &options, &operation, &error), &error, "parent_names is NULL"));
  cancel_operation_options_init(&options, sizeof options);
  options.labels = labels;
  options.label_count = 2;
  CHECK(refused(cancel_operation_start(client, &options, &operation, &error), &error, "have \"a\" twice"));
  cancel_operation_options_init(&options, sizeof options);
  options.request_id_kind = CANCEL_REQUEST_ID_TEXT;
  CHECK(refused(cancel_operation_start(client, &options, &operation, &error), &error, "request_id_text is NULL"));
  cancel_client_free(client);
}

static void wrong_calls_are_refused_as_the_daemon_would(void) {
  cancel_client* client = new_client();
  char* result = NULL;
  cancel_error* error = NULL;
  CHECK(cancel_call(client, "no/such", NULL, 0, &result, &error) == CANCEL_ERROR_METHOD_NOT_FOUND);
  cancel_error_free(error);
  CHECK(cancel_call(client, "cancellation/status", "{}", 0, &result, &error) == CANCEL_ERROR_INVALID_PARAMS);
  CHECK(strstr(cancel_error_data(error), "\"param\":\"id\"") != NULL);
  cancel_error_free(error);
  CHECK(cancel_call(client, "cancellation/status", "[]", 0, &result, &error) == CANCEL_ERROR_INVALID_PARAMS);
  cancel_error_free(error);
  CHECK(cancel_call(client, "server/info", "{},\"id\":1", 0, &result, &error) == CANCEL_ERROR_PARSE);
  cancel_error_free(error);
  CHECK(result == NULL);
  cancel_client_free(client);
}

static void an_endpoint_of_a_wrong_form_is_told(void) {
  cancel_client_options options;
  cancel_client* client = NULL;
  cancel_error* error = NULL;
  cancel_client_options_init(&options, sizeof options);
  options.command_endpoint = "nonsense";
  CHECK(cancel_client_open(&options, &client, &error) == CANCEL_ERROR_BAD_ENDPOINT);
  CHECK(client == NULL && strstr(cancel_error_text(error), "nonsense") != NULL);
  cancel_error_free(error);
}

static const test_case tests[] = {
    {"the version is that of the header", the_version_is_that_of_the_header},
    {"every code has a name", every_code_has_a_name},
    {"NULL handles are refused or harmless", null_handles_are_refused_or_harmless},
    {"freeing nothing does nothing", freeing_nothing_does_nothing},
    {"options of a wrong size are refused", options_of_a_wrong_size_are_refused},
    {"options of a later version work as long as nothing of it is asked for",
     options_of_a_later_version_work_as_long_as_nothing_of_it_is_asked_for},
    {"texts that are not UTF-8 are refused", texts_that_are_not_utf8_are_refused},
    {"names that are none are refused", names_that_are_none_are_refused},
    {"a name that is taken is refused", a_name_that_is_taken_is_refused},
    {"numbers out of range are refused", numbers_out_of_range_are_refused},
    {"lists without their elements are refused", lists_without_their_elements_are_refused},
    {"wrong calls are refused as the daemon would", wrong_calls_are_refused_as_the_daemon_would},
    {"an endpoint of a wrong form is told", an_endpoint_of_a_wrong_form_is_told},
};

int main(void) {
  return RUN_TESTS(tests) == 0 ? 0 : 1;
}
