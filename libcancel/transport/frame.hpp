#pragma once

#include <string>
#include <zmq.hpp>

namespace cancel::transport {

// Frames of a message, without exceptions for what is to be expected. Not thread-safe, as their sockets are not.

// A frame with this content. Cost: while it is small one copy, and `content` stays as it is, with its memory for the
// next one; no copy where it is large, and `content` is empty then.
zmq::message_t make_frame(std::string&& content);

// Receives one frame if there is one, without blocking.
bool receive_frame(zmq::socket_t& socket, zmq::message_t& frame);

enum class More { no, yes };

// Sends one frame, without blocking; false where it can't be sent to its peer, which is possible for a first frame only
// (and for any, once the context is being terminated).
bool send_frame(zmq::socket_t& socket, zmq::message_t& frame, More more);

}  // namespace cancel::transport
