// Forced into the transport and the client: they know nothing of the log's file, and report instead of logging.
#pragma once
#pragma GCC poison sqlite3 sqlite3_open_v2 spdlog
