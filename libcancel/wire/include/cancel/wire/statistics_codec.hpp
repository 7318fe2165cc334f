#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cancel/domain/statistics.hpp"

namespace cancel {

// Statistics as JSON, to be kept: {"namespace":{"total_cancelled":1,…,"latency_sum":5,"latencies":[[bucket,count],…]}}
// with what is not zero. Thread-safe.
std::string encode_statistics(const Statistics& statistics);

// Empty where `json` is not what encode_statistics() makes; members that it does not know are passed over.
std::optional<Statistics> decode_statistics(std::string_view json);

}  // namespace cancel
