"""libcancel for Python, over its C interface and ctypes: as much of it as the tests use.

Shows what a binding needs: handles with finalisers, options with their size, errors as exceptions, and callbacks by one
function for all of them, whose user data is the key of what to call.
"""

import ctypes
import itertools
import json
import os
from ctypes import POINTER, Structure, byref, c_char_p, c_int, c_int64, c_size_t, c_uint64, c_void_p

LIBRARY = ctypes.CDLL(os.environ["LIBCANCEL"])

NONE = -1
DEFAULT_TIMEOUT = -2
TIMED_OUT = 2
REQUESTED, FORCED, COMPLETED = 1, 2, 4
STOPPED, SUCCEEDED, FAILED = 0, 1, 2
EVENT = 0

Function = ctypes.CFUNCTYPE(None, c_void_p)
Done = ctypes.CFUNCTYPE(None, c_void_p, c_int, c_char_p, c_void_p)


class Wish(Structure):
    _fields_ = [("size", c_size_t), ("reason", c_char_p), ("cause", c_char_p), ("mode", c_int), ("grace_ms", c_int64),
                ("force_ms", c_int64), ("requested_by", c_char_p)]


class Name(Structure):
    _fields_ = [("space", c_char_p), ("id", c_char_p)]


class Label(Structure):
    _fields_ = [("key", c_char_p), ("value", c_char_p)]


class ClientOptions(Structure):
    _fields_ = [("size", c_size_t), ("command_endpoint", c_char_p), ("event_endpoint", c_char_p), ("name", c_char_p),
                ("version", c_char_p), ("space", c_char_p), ("lease_ms", c_int64), ("require_daemon", c_int),
                ("timeout_ms", c_int64), ("resend_after_ms", c_int64), ("close_within_ms", c_int64),
                ("outbox_limit", c_uint64), ("outbox_refuse_when_full", c_int), ("reconnect_ms", c_int64),
                ("longest_reconnect_ms", c_int64), ("notice", c_void_p), ("notice_user", c_void_p),
                ("notice_destroy", c_void_p)]


class OperationOptions(Structure):
    _fields_ = [("size", c_size_t), ("id", c_char_p), ("space", c_char_p), ("parent_tokens", POINTER(c_void_p)),
                ("parent_token_count", c_size_t), ("parent_names", POINTER(Name)), ("parent_name_count", c_size_t),
                ("tool", c_char_p), ("request_id_kind", c_int), ("request_id_text", c_char_p),
                ("request_id_number", c_int64), ("deadline_ms", c_int64), ("grace_ms", c_int64),
                ("force_ms", c_int64), ("labels", POINTER(Label)), ("label_count", c_size_t)]


class SubscriptionOptions(Structure):
    _fields_ = [("size", c_size_t), ("after", c_int64), ("space", c_char_p), ("token", c_char_p),
                ("types", POINTER(c_char_p)), ("type_count", c_size_t)]


class Statistics(Structure):
    _fields_ = [("size", c_size_t)] + [(name, c_uint64) for name in (
        "waiting", "delivered", "refused", "dropped_details", "dropped_operations")]


def _declare(name, result, *arguments):
    function = getattr(LIBRARY, "cancel_" + name)
    function.restype = result
    function.argtypes = arguments


_out = POINTER(c_void_p)
for _name in ("token_release", "error_free", "string_free", "why_free", "callback_free", "descriptor_free",
              "source_free", "client_close", "client_free", "operation_free", "subscription_free", "item_free"):
    _declare(_name, None, c_void_p)
for _name in ("error_text", "error_data", "why_reason", "why_cause", "why_requested_by", "operation_id", "item_json",
              "item_text"):
    _declare(_name, c_char_p, c_void_p)
_declare("version_text", c_char_p)
_declare("code_name", c_char_p, c_int)
_declare("error_code", c_int, c_void_p)
_declare("token_is_cancelled", c_int, c_void_p)
_declare("token_wait", c_int, c_void_p, c_int, c_int64)
_declare("token_why", c_int, c_void_p, _out, _out)
_declare("token_on", c_int, c_void_p, c_int, Function, c_void_p, Function, _out, _out)
_declare("token_descriptor", c_int, c_void_p, c_int, _out, _out)
_declare("descriptor_get", c_int, c_void_p)
_declare("why_position", c_uint64, c_void_p)
_declare("wish_init", None, POINTER(Wish), c_size_t)
_declare("client_options_init", None, POINTER(ClientOptions), c_size_t)
_declare("operation_options_init", None, POINTER(OperationOptions), c_size_t)
_declare("subscription_options_init", None, POINTER(SubscriptionOptions), c_size_t)
_declare("client_open", c_int, POINTER(ClientOptions), _out, _out)
_declare("client_flush", c_int, c_void_p, c_int64, _out)
_declare("client_statistics", c_int, c_void_p, POINTER(Statistics), _out)
_declare("client_watch", c_int, c_void_p, c_char_p, c_char_p, _out, _out)
_declare("client_cancel", c_int, c_void_p, c_char_p, c_char_p, POINTER(Wish), c_int, _out)
_declare("client_subscribe", c_int, c_void_p, POINTER(SubscriptionOptions), _out, _out)
_declare("subscription_next", c_int, c_void_p, c_int64, _out, _out)
_declare("item_kind", c_int, c_void_p)
_declare("item_position", c_uint64, c_void_p)
_declare("call", c_int, c_void_p, c_char_p, c_char_p, c_int64, _out, _out)
_declare("call_async", c_int, c_void_p, c_char_p, c_char_p, c_int64, Done, c_void_p, _out)
_declare("operation_start", c_int, c_void_p, POINTER(OperationOptions), _out, _out)
_declare("operation_token", c_void_p, c_void_p)
_declare("operation_cancel", c_int, c_void_p, POINTER(Wish), _out)
_declare("operation_finish", c_int, c_void_p, c_int, c_char_p, _out)


class Error(Exception):
    """What a function of the library failed with."""

    def __init__(self, code, text, data):
        super().__init__(text)
        self.code, self.data = code, data
        self.name = LIBRARY.cancel_code_name(code).decode()


def invoke(name, *arguments):
    """Calls a function that ends with `cancel_error**`; raises what it reports."""
    error = c_void_p()
    code = getattr(LIBRARY, "cancel_" + name)(*arguments, byref(error))
    if code == 0:
        return
    text, data = LIBRARY.cancel_error_text(error).decode(), LIBRARY.cancel_error_data(error).decode()
    LIBRARY.cancel_error_free(error)
    raise Error(code, text, json.loads(data))


def given(name, *arguments):
    """The same for those that also give a handle, right before the error."""
    handle = c_void_p()
    invoke(name, *arguments, byref(handle))
    return handle


def _text(text):
    return text if text is None or isinstance(text, bytes) else text.encode()


def _options(kind, init, /, **fields):
    options = kind()
    getattr(LIBRARY, f"cancel_{init}_init")(byref(options), ctypes.sizeof(options))
    for field, value in fields.items():
        setattr(options, field, _text(value) if isinstance(value, str) else value)
    return options


class Handle:
    """A handle, freed at the latest when nobody refers to it any more."""

    handle = None

    def __init__(self, handle, free):
        self.handle, self._free = handle, getattr(LIBRARY, "cancel_" + free)

    def close(self):
        handle, self.handle = self.handle, None
        if handle:
            self._free(handle)

    __del__ = close

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


_targets = {}  # what the library may call, until it says that it will not any more
_keys = itertools.count(1)


@Function
def _call(key):
    _targets[key]()


@Function
def _forget(key):
    del _targets[key]


@Done
def _complete(key, code, result, _error):
    _targets.pop(key)(code, result and json.loads(result))


def _target(function):
    key = next(_keys)
    _targets[key] = function
    return key


class Token(Handle):
    def __init__(self, handle):
        super().__init__(handle, "token_release")

    @property
    def is_cancelled(self):
        return bool(LIBRARY.cancel_token_is_cancelled(self.handle))

    def wait(self, stage, seconds):
        return LIBRARY.cancel_token_wait(self.handle, stage, int(seconds * 1000)) == 0

    def why(self):
        why = given("token_why", self.handle)
        if not why:
            return None
        reason, requested_by = LIBRARY.cancel_why_reason(why), LIBRARY.cancel_why_requested_by(why)
        told = {"reason": reason and reason.decode(), "cause": LIBRARY.cancel_why_cause(why).decode(),
                "requestedBy": requested_by and requested_by.decode(), "position": LIBRARY.cancel_why_position(why)}
        LIBRARY.cancel_why_free(why)
        return told

    def on(self, stage, function):
        return Handle(given("token_on", self.handle, stage, _call, _target(function), _forget), "callback_free")


class Operation(Handle):
    def __init__(self, handle):
        super().__init__(handle, "operation_free")
        self.id = LIBRARY.cancel_operation_id(handle).decode()
        self.token = Token(c_void_p(LIBRARY.cancel_operation_token(handle)))

    def finish(self, outcome, error=None):
        invoke("operation_finish", self.handle, outcome, _text(error))

    def cancel(self, **wish):
        invoke("operation_cancel", self.handle, byref(_options(Wish, "wish", **wish)))


class Subscription(Handle):
    def __init__(self, handle):
        super().__init__(handle, "subscription_free")

    def next_event(self, seconds):
        """The next event as a dict."""
        while True:
            with Handle(given("subscription_next", self.handle, int(seconds * 1000)), "item_free") as item:
                if LIBRARY.cancel_item_kind(item.handle) == EVENT:
                    return json.loads(LIBRARY.cancel_item_json(item.handle))


class Client(Handle):
    def __init__(self, command_endpoint, event_endpoint, **more):
        options = _options(ClientOptions, "client_options", command_endpoint=command_endpoint,
                           event_endpoint=event_endpoint, reconnect_ms=5, longest_reconnect_ms=20, **more)
        super().__init__(given("client_open", byref(options)), "client_free")

    def start(self, labels=None, parents=(), **more):
        pairs = (Label * len(labels or {}))(*(Label(_text(key), _text(value)) for key, value in (labels or {}).items()))
        tokens = (c_void_p * len(parents))(*(token.handle for token in parents))
        options = _options(OperationOptions, "operation_options", labels=pairs, label_count=len(pairs),
                           parent_tokens=tokens, parent_token_count=len(tokens), **more)
        return Operation(given("operation_start", self.handle, byref(options)))

    def watch(self, name):
        return Token(given("client_watch", self.handle, None, _text(name)))

    def cancel(self, name, remember=False, **wish):
        invoke("client_cancel", self.handle, None, _text(name), byref(_options(Wish, "wish", **wish)), int(remember))

    def subscribe(self, **more):
        options = _options(SubscriptionOptions, "subscription_options", **more)
        return Subscription(given("client_subscribe", self.handle, byref(options)))

    def flush(self, seconds):
        invoke("client_flush", self.handle, int(seconds * 1000))

    def statistics(self):
        statistics = Statistics(size=ctypes.sizeof(Statistics))
        invoke("client_statistics", self.handle, byref(statistics))
        return statistics

    def call(self, method, params=None, timeout_ms=DEFAULT_TIMEOUT):
        text = None if params is None else json.dumps(params).encode()
        result = given("call", self.handle, _text(method), text, timeout_ms)
        answer = ctypes.cast(result, c_char_p).value.decode()
        LIBRARY.cancel_string_free(result)
        return json.loads(answer)

    def call_async(self, method, done):
        """`done(code, result)` on the library's callback thread."""
        key = _target(done)
        try:
            invoke("call_async", self.handle, _text(method), None, DEFAULT_TIMEOUT, _complete, key)
        except Error:
            del _targets[key]
            raise
