#pragma once

#include "cancel/http/host_check.hpp"
#include "cancel/http/request.hpp"
#include "cancel/http/response.hpp"
#include "exporter/exporter.hpp"
#include "web/listen_address.hpp"

namespace cancel::exporter {

// The pages of an exporter: /metrics, /healthz, /readyz, and / for people. Thread-safe.
class Pages {
 public:
  // `exporter` must outlive it. Where `address` is this machine's own, pages of foreign sites that a browser here shows
  // can not reach it: requests must name this machine as their host.
  Pages(Exporter& exporter, const web::ListenAddress& address)
      : exporter_(exporter), local_(address.is_loopback()), hosts_(http::HostCheck::loopback()) {}

  http::Response answer(const http::Request& request) const;

 private:
  http::Response metrics() const;

  Exporter& exporter_;
  bool local_;
  http::HostCheck hosts_;
};

}  // namespace cancel::exporter
