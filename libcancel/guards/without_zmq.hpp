// Forced into the store: the log's file knows nothing of sockets, and an adapter reports instead of logging.
#pragma once
#pragma GCC poison zmq zmq_ctx_new zmq_msg_t spdlog
