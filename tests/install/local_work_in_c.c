// What libcancel offers to C, without a daemon.

#include <cancel/cancel.h>
#include <stdio.h>

int main(void) {
  cancel_client_options options;
  cancel_client_options_init(&options, sizeof options);
  options.close_within_ms = 0;
  cancel_client* client = NULL;
  cancel_operation* operation = NULL;
  if (cancel_client_open(&options, &client, NULL) != CANCEL_OK) return 1;
  if (cancel_operation_start(client, NULL, &operation, NULL) != CANCEL_OK) return 2;
  cancel_token* token = cancel_operation_token(operation);
  if (cancel_operation_cancel(operation, NULL, NULL) != CANCEL_OK) return 3;
  printf("%d %d\n", cancel_version() == CANCEL_VERSION, cancel_token_is_cancelled(token));
  cancel_token_release(token);
  cancel_operation_free(operation);
  cancel_client_free(client);
  return 0;
}
