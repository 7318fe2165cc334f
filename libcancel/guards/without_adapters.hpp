// Forced into targets that may use neither the log's file nor sockets: JSON, clock and ids.
#pragma once
#pragma GCC poison sqlite3 sqlite3_open_v2 zmq zmq_ctx_new zmq_msg_t spdlog
