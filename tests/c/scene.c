#include "scene.h"

#include <stdio.h>
#include <string.h>

#include "check.h"

cancel_client_options options_for(const test_daemon* daemon) {
  cancel_client_options options;
  cancel_client_options_init(&options, sizeof options);
  options.command_endpoint = test_daemon_command_endpoint(daemon);
  options.event_endpoint = test_daemon_event_endpoint(daemon);
  options.name = "test";
  options.reconnect_ms = 5;
  options.longest_reconnect_ms = 20;
  return options;
}

cancel_client* new_client(const test_daemon* daemon) {
  const cancel_client_options options = options_for(daemon);
  cancel_client* client = NULL;
  CHECK(cancel_client_open(&options, &client, NULL) == CANCEL_OK);
  return client;
}

cancel_operation* start_as(cancel_client* client, const char* id) {
  cancel_operation_options options;
  cancel_operation* operation = NULL;
  cancel_operation_options_init(&options, sizeof options);
  options.id = id;
  CHECK(cancel_operation_start(client, &options, &operation, NULL) == CANCEL_OK);
  return operation;
}

int answers(cancel_client* client, const char* method, const char* params, const char* words) {
  char* result = NULL;
  cancel_error* error = NULL;
  const int code = cancel_call(client, method, params, LONG_ENOUGH, &result, &error);
  const int is_so = code == CANCEL_OK && strstr(result, words) != NULL;
  if (!is_so) fprintf(stderr, "%s: %d %s %s\n", method, code, cancel_error_text(error), code == 0 ? result : "");
  cancel_string_free(result);
  cancel_error_free(error);
  return is_so;
}

void complete(void* user, int code, const char* result, const cancel_error* error) {
  completion* done = user;
  pthread_mutex_lock(&done->lock);
  ++done->count;
  done->code = code;
  snprintf(done->result, sizeof done->result, "%s", code == CANCEL_OK ? result : cancel_error_text(error));
  pthread_cond_signal(&done->changed);
  pthread_mutex_unlock(&done->lock);
}

void await(completion* done) {
  pthread_mutex_lock(&done->lock);
  while (done->count == 0) pthread_cond_wait(&done->changed, &done->lock);
  pthread_mutex_unlock(&done->lock);
}
