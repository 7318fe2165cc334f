// Forced into the adapters: JSON is the wire layer's business.
#pragma once
#pragma GCC poison rapidjson RAPIDJSON_NAMESPACE
