#pragma once

#include <cstddef>
#include <string>

#include <zmq.hpp>

#include "connection.hpp"

namespace cancel::load {

// One DEALER. What is asked and what counts as an answer is the subclass's. ZeroMQ's own thread does the writing.
class ZmqConnection : public Connection {
 public:
  // `context` must outlive it.
  ZmqConnection(zmq::context_t& context, const std::string& endpoint);

  void send() override;
  Replies receive() override;
  int descriptor() const override { return socket_.get(zmq::sockopt::fd); }
  bool tells_once() const override { return true; }

 protected:
  // Valid until the next call.
  virtual const std::string& next_request() = 0;
  // `reply` belongs to the oldest open request. False: it failed.
  virtual bool accept(const zmq::message_t& reply) = 0;

 private:
  zmq::socket_t socket_;
  zmq::message_t reply_;
};

}  // namespace cancel::load
