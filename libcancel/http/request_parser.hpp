#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "cancel/http/request.hpp"

namespace cancel::http {

struct RequestLimits {
  std::size_t header_bytes;
  std::size_t header_fields;
  std::size_t body_bytes;
};

// Reads one HTTP/1 request from bytes as they come, in pieces of any size.
//
//     request line ─► fields ─┬───────────────────────────────────────────────► complete
//                             ├─► body of known length ───────────────────────────┤
//                             └─► chunk size ─► chunk ─► its end ─► chunk size    │     (each ─► failed)
//                                      └─ 0 ─► trailers ──────────────────────────┘
//
// Strict where leniency lets two programs read two different requests from the same bytes: every line ends in CRLF,
// no folded fields, no space before a colon, exactly one Host, never both a length and chunks.
// Pure; not thread-safe. Holds no more than the limits allow.
class RequestParser {
 public:
  explicit RequestParser(const RequestLimits& limits) : limits_(limits) {}

  // Reads on, and returns how many of `bytes` belong to this request: fewer than all once it is complete or failed.
  std::size_t feed(std::string_view bytes);

  bool started() const { return started_; }
  bool complete() const { return stage_ == Stage::complete; }
  bool failed() const { return stage_ == Stage::failed; }
  // Where it failed: the status to answer, and the reason in a few words.
  int status() const { return status_; }
  const std::string& reason() const { return reason_; }

  // True once, when the peer waits for "100 Continue" before it sends the body.
  bool take_expectation();

  // Of a complete request.
  Request take() { return std::move(request_); }
  bool keep_alive() const { return keep_alive_; }
  bool knows_chunks() const { return minor_version_ >= 1; }

 private:
  enum class Stage { request_line, fields, body, chunk_size, chunk, chunk_end, trailers, complete, failed };

  std::size_t take_line(std::string_view bytes);
  std::size_t take_body(std::string_view bytes);
  void on_line();
  void on_request_line();
  bool read_target(std::string_view target);
  bool read_absolute_target(std::string_view target);
  bool read_version(std::string_view version);
  void on_field();
  void on_head_end();
  bool read_host();
  bool read_expectation();
  bool read_framing();
  bool read_length();
  void on_chunk_size();
  void on_trailer();
  void begin(Stage stage);
  bool fail(int status, std::string reason);

  RequestLimits limits_;
  Stage stage_ = Stage::request_line;
  Request request_;
  std::string line_;
  std::size_t counted_ = 0;       // bytes of lines against the limit
  std::uint64_t remaining_ = 0;   // of the body or the chunk
  std::string target_authority_;  // of an absolute target
  std::string reason_;
  int status_ = 0;
  int minor_version_ = 1;
  bool started_ = false;
  bool keep_alive_ = false;
  bool expects_continue_ = false;
};

}  // namespace cancel::http
