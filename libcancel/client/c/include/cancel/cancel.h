#ifndef CANCEL_CANCEL_H
#define CANCEL_CANCEL_H

// libcancel for C, and for every language that can call C. What a token, an operation and a client are is told in the
// headers of C++ (cancel/cancel.hpp and what it includes); this is the same library.
//
// Threads. Every function may be called by any thread at any time, but nothing may use a handle during or after the
// function that frees it. Functions of a client do not work in a process that was forked off (CANCEL_ERROR_FORKED).
//
// Errors. A function that can fail gives CANCEL_OK or one of the codes below: those above 0 are this library's own,
// those below 0 the daemon's. It takes `error` where there is more to say: NULL if nobody wants to know; else *error
// becomes NULL, or on failure an object of the caller's. Nothing is kept for each thread, so this works wherever tasks
// move between threads. On failure handles that were to be given are NULL and, unless the code says otherwise, nothing
// has happened. No exception leaves this library.
//
// Ownership. A handle that is given through an out-parameter, or returned by a function that says so, is the caller's,
// who frees it by the function named after it; all of these accept NULL. A `const char*` that a function returns
// belongs to the handle that it was asked of, and lives as long; a `char*` is the caller's: cancel_string_free().
//
// Texts are UTF-8 and end with a zero byte. They are copied where they are kept. Texts for people (reasons, labels,
// tool, error) are cut off at 4096 bytes. A namespace is called `space` here; NULL is that of the client.
//
// Times are lengths of time in milliseconds, up to 100 years. CANCEL_NONE stands for "none" or "for ever".
//
// Callbacks run without any lock of this library. They must return: neither longjmp nor an end of their thread.

#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define CANCEL_API __attribute__((visibility("default")))
#else
#define CANCEL_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

// ---------------------------------------------------------------------------------------------------------- version

#define CANCEL_VERSION_MAJOR 0
#define CANCEL_VERSION_MINOR 1
#define CANCEL_VERSION_PATCH 0
#define CANCEL_VERSION (CANCEL_VERSION_MAJOR * 1000000 + CANCEL_VERSION_MINOR * 1000 + CANCEL_VERSION_PATCH)

// That of the library that runs, to be compared with the one of this header: CANCEL_VERSION, and as "0.1.0".
CANCEL_API int cancel_version(void);
CANCEL_API const char* cancel_version_text(void);

// ------------------------------------------------------------------------------------------------- codes and errors

enum {
  CANCEL_OK = 0,

  // This library's own. Append new ones, never renumber.
  CANCEL_ERROR_INVALID_ARGUMENT = 1,  // NULL, not UTF-8, out of range, a wrong `size`, a name that is none or taken
  CANCEL_ERROR_TIMED_OUT = 2,         // it is not so yet; comes without an error object
  CANCEL_ERROR_UNREACHABLE = 3,       // the daemon can not be reached; nothing has happened
  CANCEL_ERROR_UNKNOWN_OUTCOME = 4,   // no answer: it may have happened; ask again with the same commandId
  CANCEL_ERROR_CLOSED = 5,            // the client was closed
  CANCEL_ERROR_FORKED = 6,            // the client was made by another process: open one here
  CANCEL_ERROR_OUTBOX_FULL = 7,       // too much waits for the daemon
  CANCEL_ERROR_BAD_ENDPOINT = 8,      // an endpoint has a wrong form
  CANCEL_ERROR_OUT_OF_MEMORY = 9,     // comes without an error object where there is no memory for one
  CANCEL_ERROR_SYSTEM = 10,           // no thread or descriptor is to be had
  CANCEL_ERROR_INTERNAL = 11,         // a bug of this library: report it

  // The daemon's, as in its protocol.
  CANCEL_ERROR_PARSE = -32700,
  CANCEL_ERROR_INVALID_REQUEST = -32600,
  CANCEL_ERROR_METHOD_NOT_FOUND = -32601,
  CANCEL_ERROR_INVALID_PARAMS = -32602,
  CANCEL_ERROR_DAEMON_INTERNAL = -32603,
  CANCEL_ERROR_TOKEN_NOT_FOUND = -31001,
  CANCEL_ERROR_OPERATION_NOT_FOUND = -31002,
  CANCEL_ERROR_ALREADY_REQUESTED = -31003,
  CANCEL_ERROR_ALREADY_TERMINAL = -31004,
  CANCEL_ERROR_CANCELLATION_TIMEOUT = -31005,
  CANCEL_ERROR_LIMIT_EXCEEDED = -31006,
  CANCEL_ERROR_UNAUTHORIZED = -31007,
  CANCEL_ERROR_STORAGE_UNAVAILABLE = -31008,
  CANCEL_ERROR_SESSION_NOT_FOUND = -31009,
  CANCEL_ERROR_EXISTS = -31010,
  CANCEL_ERROR_TOKEN_IN_USE = -31011,
  CANCEL_ERROR_POSITION_PRUNED = -31012
};

// Why a function failed.
typedef struct cancel_error cancel_error;

// NULL is no error: CANCEL_OK, "", "null".
CANCEL_API int cancel_error_code(const cancel_error* error);
CANCEL_API const char* cancel_error_text(const cancel_error* error);  // one sentence for people
CANCEL_API const char* cancel_error_data(const cancel_error* error);  // JSON for programs: what the daemon added
CANCEL_API void cancel_error_free(cancel_error* error);

// "CancellationTokenNotFound", "Closed" …; never NULL. Static.
CANCEL_API const char* cancel_code_name(int code);

CANCEL_API void cancel_string_free(char* text);

// ----------------------------------------------------------------------------------------------------- common things

#define CANCEL_NONE (-1)             // of a length of time: none, or for ever
#define CANCEL_DEFAULT_TIMEOUT (-2)  // of a call: the client's timeout_ms

// What a token can come to, each once and for ever.
enum {
  CANCEL_STAGE_REQUESTED = 1,  // somebody asked to cancel it
  CANCEL_STAGE_FORCED = 2,     // by force, from the first or since its grace period was over; also requested
  CANCEL_STAGE_COMPLETED = 4   // cancelled, and nothing runs under it any more; also requested
};

enum { CANCEL_MODE_GRACEFUL = 0, CANCEL_MODE_FORCE = 1 };

// How an operation ended.
enum { CANCEL_OUTCOME_STOPPED = 0, CANCEL_OUTCOME_SUCCEEDED = 1, CANCEL_OUTCOME_FAILED = 2 };

typedef struct cancel_client cancel_client;
typedef struct cancel_token cancel_token;

// Options begin with their size, so that later versions can add fields behind: what a program does not know of has its
// default. Every kind has a function `X_init(&options, sizeof options)` that sets `size` and all defaults; without it
// the options are refused. NULL in place of options is all defaults. They are read before the function returns.

typedef struct cancel_name {
  const char* space;
  const char* id;
} cancel_name;

typedef struct cancel_label {
  const char* key;  // no two the same
  const char* value;
} cancel_label;

// What a cancellation says of itself.
typedef struct cancel_wish {
  size_t size;
  const char* reason;        // free text for people; NULL: none
  const char* cause;         // a word of the protocol, as "timeout"; NULL: "user_requested"
  int mode;                  // CANCEL_MODE_GRACEFUL
  int64_t grace_ms;          // until it becomes one by force; CANCEL_NONE: as the operation or the daemon has it
  int64_t force_ms;          // from then until the stop counts as unconfirmed; CANCEL_NONE: likewise
  const char* requested_by;  // who asks; NULL: nobody says
} cancel_wish;
CANCEL_API void cancel_wish_init(cancel_wish* wish, size_t size);

// ------------------------------------------------------------------------------------------------------------ tokens

// What running work holds to learn that it should stop. Counted: each reference is freed by cancel_token_release().
// NULL stands for a token that is never cancelled, where a function says so.

CANCEL_API cancel_token* cancel_token_retain(cancel_token* token);  // a further reference to it; gives `token`
CANCEL_API void cancel_token_release(cancel_token* token);

// 1 if somebody asked to cancel it, else 0; NULL: 0. One atomic load. To be told so counts as having taken the
// cancellation up, and that is recorded.
CANCEL_API int cancel_token_is_cancelled(const cancel_token* token);

// 1 if it has come to `stage`, else 0; NULL and no stage: 0. Does not count as having taken it up. One atomic load.
CANCEL_API int cancel_token_has_reached(const cancel_token* token, int stage);

// Waits until it comes to `stage`. CANCEL_ERROR_TIMED_OUT where it has not within `timeout_ms` (CANCEL_NONE: waits for
// ever), CANCEL_ERROR_INVALID_ARGUMENT.
CANCEL_API int cancel_token_wait(const cancel_token* token, int stage, int64_t timeout_ms);

// How long until its deadline, or the earliest one of those that it hangs under, not below 0; CANCEL_NONE: there is
// none. To be handed on as a deadline_ms. NULL: CANCEL_NONE.
CANCEL_API int64_t cancel_token_remaining_ms(const cancel_token* token);

// Whether they are the same token: 1 or 0.
CANCEL_API int cancel_token_equals(const cancel_token* token, const cancel_token* other);

// Why a token was cancelled, as of the moment of asking. A value.
typedef struct cancel_why cancel_why;

// *why becomes NULL where it is not cancelled, which is CANCEL_OK. Copies text.
CANCEL_API int cancel_token_why(const cancel_token* token, cancel_why** why, cancel_error** error);
CANCEL_API const char* cancel_why_reason(const cancel_why* why);        // NULL: none was given
CANCEL_API const char* cancel_why_cause(const cancel_why* why);         // a word of the protocol
CANCEL_API int cancel_why_mode(const cancel_why* why);                  // as of then: escalated ones are by force
CANCEL_API const char* cancel_why_requested_by(const cancel_why* why);  // NULL: nobody said
CANCEL_API uint64_t cancel_why_position(const cancel_why* why);         // in the log; 0: not recorded (yet)
CANCEL_API void cancel_why_free(cancel_why* why);

// A function that is called when a token comes to a stage.
typedef struct cancel_callback cancel_callback;
typedef void (*cancel_callback_function)(void* user);
typedef void (*cancel_destroy_function)(void* user);

// Calls `function(user)` once when `token` comes to `stage`; one that is there already calls it at once, in here. Else
// it runs on the thread that cancels, where that is one of this process, and otherwise on the library's one callback
// thread: be short there. To be called counts as having taken the cancellation up.
//
// `destroy(user)`, unless NULL, is called once: when `function` is not running and will not be called any more, which
// is inside cancel_callback_free(), or after `function` where that freed its own callback. Where this fails it is
// called as well, in here.
CANCEL_API int cancel_token_on(const cancel_token* token, int stage, cancel_callback_function function, void* user,
                               cancel_destroy_function destroy, cancel_callback** callback, cancel_error** error);

// Afterwards the function is not called any more. Waits for a call that is running on another thread, so not to be
// called with a lock that the function needs. May be called from inside the function.
CANCEL_API void cancel_callback_free(cancel_callback* callback);

// A file descriptor that becomes readable when a token comes to a stage, and stays so: for poll, epoll, asio, libuv.
typedef struct cancel_descriptor cancel_descriptor;

CANCEL_API int cancel_token_descriptor(const cancel_token* token, int stage, cancel_descriptor** descriptor,
                                       cancel_error** error);
// The handle owns it: neither read from it nor close it. Closed on exec. NULL: -1.
CANCEL_API int cancel_descriptor_get(const cancel_descriptor* descriptor);
CANCEL_API void cancel_descriptor_free(cancel_descriptor* descriptor);

// ----------------------------------------------------------------------------------------------------------- sources

// What cancels a token of this process alone: it needs no daemon and no client.
typedef struct cancel_source cancel_source;

// One whose token hangs under `count` parents, and is cancelled with the first of them; 0: under none.
CANCEL_API int cancel_source_new(const cancel_token* const* parents, size_t count, cancel_source** source,
                                 cancel_error** error);
CANCEL_API void cancel_source_free(cancel_source* source);  // its token stays for those who hold it

// Its token, as a new reference; NULL: NULL.
CANCEL_API cancel_token* cancel_source_token(const cancel_source* source);

// Cancels, and runs the callbacks on this thread before it returns. *first, unless NULL, becomes 1, or 0 where it was
// cancelled before: then the first reason stays, and one by force escalates it. The wish's times have no meaning here.
CANCEL_API int cancel_source_cancel(cancel_source* source, const cancel_wish* wish, int* first, cancel_error** error);

// Nothing runs under it any more. *first becomes 0 where it is not cancelled, or was completed before.
CANCEL_API int cancel_source_complete(cancel_source* source, int* first, cancel_error** error);

// Cancels it with cause "timeout" when `time_ms` (from 0) is over; of several deadlines the earliest counts.
CANCEL_API int cancel_source_cancel_after(cancel_source* source, int64_t time_ms, cancel_error** error);

// ------------------------------------------------------------------------------------------------------------ client

// Something that a person may want to know of a client: it works on by itself all the same. Append new ones, never
// renumber.
enum {
  CANCEL_NOTICE_CONNECTED = 0,     // the daemon answers: for the first time, or again
  CANCEL_NOTICE_DISCONNECTED = 1,  // it does not; work goes on, what is to be recorded waits
  CANCEL_NOTICE_LOG_CHANGED = 2,   // the daemon has another log: what runs was reported anew
  CANCEL_NOTICE_SESSION_LOST = 3,  // the lease ran out: what ran then is cancelled, as the log says
  CANCEL_NOTICE_NOT_RECORDED = 4,  // an operation or token that the daemon will not have
  CANCEL_NOTICE_REFUSED = 5        // a cancellation that the daemon will not have
};

// Made by the library, for the time of one call. Later versions add fields behind.
typedef struct cancel_notice {
  size_t size;
  int kind;
  const char* text;           // one sentence
  cancel_name token;          // whose it is; {NULL, NULL}: of the client
  const cancel_error* error;  // what the daemon said; NULL: nothing
} cancel_notice;
typedef void (*cancel_notice_function)(void* user, const cancel_notice* notice);

typedef struct cancel_client_options {
  size_t size;
  const char* command_endpoint;  // NULL: CANCEL_COMMAND_ENDPOINT of the environment, else the daemon's default
  const char* event_endpoint;    // NULL: CANCEL_EVENT_ENDPOINT, likewise
  const char* name;              // of the program, as the log shows the owner; NULL: the executable's name
  const char* version;           // of the program; NULL: none
  const char* space;             // the namespace of what names none; NULL: "default"
  int64_t lease_ms;              // from 1: how long its work counts as alive without a sign; CANCEL_NONE: the daemon's
  int require_daemon;            // 0; 1: cancel_operation_start() waits for the daemon's word, and fails without it
  int64_t timeout_ms;            // 5000: of a call that says nothing else
  int64_t resend_after_ms;       // 2000, from 1: an answer that takes longer may have been lost, and is asked for again
  int64_t close_within_ms;       // 2000: how long closing tries to deliver what waits
  uint64_t outbox_limit;         // 100000 entries, up to 700 bytes each, that may wait for the daemon
  int outbox_refuse_when_full;   // 0: operations run unrecorded then; 1: they fail with CANCEL_ERROR_OUTBOX_FULL
  int64_t reconnect_ms;          // 50, from 1: before the first attempt to connect again
  int64_t longest_reconnect_ms;  // 1000, from 1: between attempts, however many have failed
  cancel_notice_function notice;           // called on the library's callback thread; NULL: nobody is told
  void* notice_user;                       // given to it
  cancel_destroy_function notice_destroy;  // called once when `notice` will not be called any more: by closing, or
                                           // where opening fails; NULL: nothing
} cancel_client_options;
CANCEL_API void cancel_client_options_init(cancel_client_options* options, size_t size);

// A process's connection to a daemon. Does not wait for it; one is enough for a process. Costs a thread.
CANCEL_API int cancel_client_open(const cancel_client_options* options, cancel_client** client, cancel_error** error);

// Tries to deliver what waits, for up to close_within_ms; ends the session, and with it whatever still runs. Calls that
// wait end with CANCEL_ERROR_UNKNOWN_OUTCOME, or CANCEL_ERROR_UNREACHABLE where nothing has happened; everything else
// that waits, and what comes afterwards, fails with CANCEL_ERROR_CLOSED. Its operations and tokens work on in this
// process, but are told to nobody. A second time: nothing. Not to be called from a callback.
CANCEL_API void cancel_client_close(cancel_client* client);
// Closes and frees. Operations, tokens and subscriptions may be freed before or after.
CANCEL_API void cancel_client_free(cancel_client* client);

// Waits until everything that was to be told by now is told. CANCEL_ERROR_TIMED_OUT: some of it waits still.
CANCEL_API int cancel_client_flush(cancel_client* client, int64_t timeout_ms, cancel_error** error);

// What became of what was to be told to the daemon.
typedef struct cancel_statistics {
  size_t size;                  // set it to sizeof(cancel_statistics) before asking
  uint64_t waiting;             // entries that the daemon has not confirmed yet
  uint64_t delivered;           // entries that the daemon has answered
  uint64_t refused;             // of these, with an error
  uint64_t dropped_details;     // reports that a cancellation was taken up
  uint64_t dropped_operations;  // operations that are not in the log
} cancel_statistics;
CANCEL_API int cancel_client_statistics(const cancel_client* client, cancel_statistics* statistics,
                                        cancel_error** error);

// What it sees of the daemon.
typedef struct cancel_standing {
  size_t size;        // set it to sizeof(cancel_standing) before asking
  int connected;      // 1 or 0
  uint64_t position;  // events up to here were seen
  char log_id[64];    // of the log that it follows; "": none yet
} cancel_standing;
CANCEL_API int cancel_client_standing(const cancel_client* client, cancel_standing* standing, cancel_error** error);

// The token of that name: one of this process, or one that is watched from now on for as long as somebody holds it. A
// name that the log does not know is waited for. Does not wait for the daemon.
CANCEL_API int cancel_client_watch(cancel_client* client, const char* space, const char* id, cancel_token** token,
                                   cancel_error** error);

// Cancels by name, and does not wait: a token of this process at once, callbacks included; any other when the log says
// so. `remember` not 0: where there is no such token yet, the one that comes later is cancelled from its birth.
CANCEL_API int cancel_client_cancel(cancel_client* client, const char* space, const char* id, const cancel_wish* wish,
                                    int remember, cancel_error** error);

// Any method of the protocol, by its name and the JSON text of its params (NULL: none), as
// cancel_call(client, "cancellation/status", "{\"id\":\"a\"}", CANCEL_DEFAULT_TIMEOUT, &result, &error).
//
// Waits up to `timeout_ms` for the answer; meanwhile it is asked again, under the same commandId (that of the params,
// else one that is made here), whenever it may have been lost. *result becomes the JSON text of the result, the
// caller's. Fails with the daemon's codes, CANCEL_ERROR_UNREACHABLE and CANCEL_ERROR_UNKNOWN_OUTCOME. A namespace that
// the params leave out is "default", as in the protocol.
CANCEL_API int cancel_call(cancel_client* client, const char* method, const char* params, int64_t timeout_ms,
                           char** result, cancel_error** error);

// The same without waiting. `done` is called once on the library's callback thread if this gives CANCEL_OK, else
// never: with CANCEL_OK and the result, or with a code and its error. Both live during the call only.
typedef void (*cancel_done_function)(void* user, int code, const char* result, const cancel_error* error);
CANCEL_API int cancel_call_async(cancel_client* client, const char* method, const char* params, int64_t timeout_ms,
                                 cancel_done_function done, void* user, cancel_error** error);

// -------------------------------------------------------------------------------------------------------- operations

// One piece of running work. Its start, the taking up of a cancellation and its end are told to the daemon, without
// waiting for it.
typedef struct cancel_operation cancel_operation;

enum { CANCEL_REQUEST_ID_NONE = 0, CANCEL_REQUEST_ID_TEXT = 1, CANCEL_REQUEST_ID_NUMBER = 2 };

typedef struct cancel_operation_options {
  size_t size;
  const char* id;                            // NULL: a random one
  const char* space;                         // the namespace
  const cancel_token* const* parent_tokens;  // what it runs under, and is cancelled with
  size_t parent_token_count;
  const cancel_name* parent_names;  // further ones, that the log knows by name; a NULL space: the client's
  size_t parent_name_count;
  const char* tool;     // NULL: none
  int request_id_kind;  // CANCEL_REQUEST_ID_NONE; 1 and "1" differ
  const char* request_id_text;
  int64_t request_id_number;
  int64_t deadline_ms;  // from now; then it is cancelled with cause "timeout". CANCEL_NONE: none
  int64_t grace_ms;     // how long it may take to stop by itself; CANCEL_NONE: the daemon's
  int64_t force_ms;     // from then until its stop counts as unconfirmed; CANCEL_NONE: the daemon's
  const cancel_label* labels;
  size_t label_count;
} cancel_operation_options;
CANCEL_API void cancel_operation_options_init(cancel_operation_options* options, size_t size);

// Starts one. Under a cancelled token it is born cancelled, and the daemon is told nothing. With require_daemon it
// waits, and may fail with the daemon's codes and CANCEL_ERROR_UNKNOWN_OUTCOME. Costs a few microseconds else.
CANCEL_API int cancel_operation_start(cancel_client* client, const cancel_operation_options* options,
                                      cancel_operation** operation, cancel_error** error);

// Its name in the log; the token's, too. NULL: NULL.
CANCEL_API const char* cancel_operation_space(const cancel_operation* operation);
CANCEL_API const char* cancel_operation_id(const cancel_operation* operation);
// Its token, as a new reference; NULL: NULL.
CANCEL_API cancel_token* cancel_operation_token(const cancel_operation* operation);

// Cancels it: here at once, callbacks included, and in the log as soon as the daemon is told.
CANCEL_API int cancel_operation_cancel(cancel_operation* operation, const cancel_wish* wish, cancel_error** error);

// How it ended; the first word counts. `text` says what went wrong, and may be NULL.
CANCEL_API int cancel_operation_finish(cancel_operation* operation, int outcome, const char* text,
                                       cancel_error** error);

// The same with what the work has made: `result`, of `result_size` bytes, NULL for none. It is kept in the log, where
// cancel_call(client, "operation/result", "{\"id\":\"a\"}", ...) reads it, also when this process is gone. UTF-8, at
// most 256 KiB, and 768 KiB as JSON: what is neither, and what there is no room for, is left out, with a notice; the
// end itself is told in any case.
CANCEL_API int cancel_operation_finish_with_result(cancel_operation* operation, int outcome, const char* text,
                                                   const char* result, size_t result_size, cancel_error** error);

// Where nobody has said how it ended: stopped if it was told of a cancellation, else succeeded.
CANCEL_API void cancel_operation_free(cancel_operation* operation);

// ----------------------------------------------------------------------------------------------------- shared tokens

// A token that many operations, of this process and of others, can hang under.
typedef struct cancel_shared_token cancel_shared_token;

typedef struct cancel_shared_token_options {
  size_t size;
  const char* id;     // NULL: a random one
  const char* space;  // the namespace
  const cancel_token* const* parent_tokens;
  size_t parent_token_count;
  const cancel_name* parent_names;
  size_t parent_name_count;
  int64_t ttl_ms;  // how long the daemon keeps it while nothing runs under it; CANCEL_NONE: the daemon's
  const cancel_label* labels;
  size_t label_count;
} cancel_shared_token_options;
CANCEL_API void cancel_shared_token_options_init(cancel_shared_token_options* options, size_t size);

// Does not wait for the daemon.
CANCEL_API int cancel_shared_token_create(cancel_client* client, const cancel_shared_token_options* options,
                                          cancel_shared_token** shared, cancel_error** error);
CANCEL_API const char* cancel_shared_token_space(const cancel_shared_token* shared);
CANCEL_API const char* cancel_shared_token_id(const cancel_shared_token* shared);
CANCEL_API cancel_token* cancel_shared_token_token(const cancel_shared_token* shared);  // a new reference; NULL: NULL
CANCEL_API int cancel_shared_token_cancel(cancel_shared_token* shared, const cancel_wish* wish, cancel_error** error);
// Releases it: nothing new is to begin under it. What still runs goes on, and can still be cancelled.
CANCEL_API void cancel_shared_token_free(cancel_shared_token* shared);

// ----------------------------------------------------------------------------------------------------- subscriptions

// The events of the log, in order, without a hole and without a duplicate, over restarts of the daemon.
typedef struct cancel_subscription cancel_subscription;

typedef struct cancel_subscription_options {
  size_t size;
  int64_t after;             // begins behind this position, 0 is the whole log; CANCEL_NONE: what happens from now on
  const char* space;         // of this namespace only; NULL: of all, whatever the client's is
  const char* token;         // of this token only; without a space, that id in all of them. NULL: of all
  const char* const* types;  // of these types only, as "CancellationRequested"
  size_t type_count;         // 0: of all
} cancel_subscription_options;
CANCEL_API void cancel_subscription_options_init(cancel_subscription_options* options, size_t size);

// Does not wait for the daemon. Up to 1,000 items are fetched ahead.
CANCEL_API int cancel_client_subscribe(cancel_client* client, const cancel_subscription_options* options,
                                       cancel_subscription** subscription, cancel_error** error);
CANCEL_API void cancel_subscription_free(cancel_subscription* subscription);

// What a subscription hands out. Append new ones, never renumber.
enum {
  CANCEL_ITEM_EVENT = 0,         // position, json
  CANCEL_ITEM_UNREADABLE = 1,    // an event that this library does not know: position, json, text
  CANCEL_ITEM_CONNECTED = 2,     // the daemon answers: position of the log's head, log id
  CANCEL_ITEM_DISCONNECTED = 3,  // it does not, nothing is lost meanwhile: text
  CANCEL_ITEM_CAUGHT_UP = 4,     // everything up to position was handed out
  CANCEL_ITEM_LOG_CHANGED = 5,   // what follows is of another log, from its beginning: log id
  CANCEL_ITEM_PRUNED = 6,        // what follows begins at position: the log has nothing before
  CANCEL_ITEM_REFUSED = 7        // the daemon will not let us read: code, text
};
typedef struct cancel_item cancel_item;

// The next item, of which each goes to one caller. CANCEL_ERROR_TIMED_OUT: none within `timeout_ms`.
CANCEL_API int cancel_subscription_next(cancel_subscription* subscription, int64_t timeout_ms, cancel_item** item,
                                        cancel_error** error);

CANCEL_API int cancel_item_kind(const cancel_item* item);
CANCEL_API uint64_t cancel_item_position(const cancel_item* item);   // 0 where it has none
CANCEL_API const char* cancel_item_json(const cancel_item* item);    // the event as the daemon wrote it; NULL: none
CANCEL_API const char* cancel_item_log_id(const cancel_item* item);  // NULL where it has none
CANCEL_API const char* cancel_item_text(const cancel_item* item);    // what is wrong, for people; NULL: nothing
CANCEL_API int cancel_item_code(const cancel_item* item);            // the daemon's code; CANCEL_OK: none
CANCEL_API void cancel_item_free(cancel_item* item);

#ifdef __cplusplus
}
#endif

#endif
