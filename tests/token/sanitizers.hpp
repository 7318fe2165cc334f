#pragma once

// What this program was built with, for the few tests that a sanitizer cannot carry.

#if defined(__has_feature)
#define TOKEN_TEST_HAS(feature) __has_feature(feature)
#else
#define TOKEN_TEST_HAS(feature) 0
#endif

#if defined(__SANITIZE_THREAD__) || TOKEN_TEST_HAS(thread_sanitizer)
inline constexpr bool under_thread_sanitizer = true;
#else
inline constexpr bool under_thread_sanitizer = false;
#endif

#if defined(__SANITIZE_ADDRESS__) || TOKEN_TEST_HAS(address_sanitizer)
inline constexpr bool under_address_sanitizer = true;
#else
inline constexpr bool under_address_sanitizer = false;
#endif

#undef TOKEN_TEST_HAS
