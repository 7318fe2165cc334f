// Forced into every pure target: whatever reads a clock, starts a thread, makes random numbers, opens a file, or names a
// library of the outside does not compile there. Standard headers come first, since they use these names themselves.
#pragma once

#include <algorithm>
#include <array>
#include <cassert>
#include <charconv>
#include <chrono>
#include <cmath>
#include <compare>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <deque>
#include <functional>
#include <iterator>
#include <limits>
#include <list>
#include <map>
#include <memory>
#include <numeric>
#include <optional>
#include <queue>
#include <set>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <variant>
#include <vector>

// clang-format off
#pragma GCC poison system_clock steady_clock high_resolution_clock clock_gettime gettimeofday localtime gmtime
#pragma GCC poison thread jthread mutex shared_mutex condition_variable pthread_create
#pragma GCC poison random_device mt19937 mt19937_64 rand srand getrandom
#pragma GCC poison fopen open ifstream ofstream fstream filesystem printf fprintf puts cout cerr getenv
#pragma GCC poison sqlite3 sqlite3_open_v2 zmq zmq_ctx_new zmq_msg_t spdlog event_base evhttp rapidjson RAPIDJSON_NAMESPACE CLI toml
// clang-format on
