#include "exporter/pages.hpp"

#include <exception>

#include "web/answers.hpp"
#include "web/health.hpp"

namespace cancel::exporter {

namespace {

constexpr const char* front_page = R"(<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<title>cancel-exporter</title>
<h1>cancel-exporter</h1>
<p>What a canceld does, for Prometheus.</p>
<ul>
<li><a href="/metrics">/metrics</a>: the metrics
<li><a href="/readyz">/readyz</a>: whether the daemon answers and all events are read
<li><a href="/healthz">/healthz</a>: whether this program works
</ul>
</html>
)";

http::Response html(std::string body) {
  return {200,
          {{"Content-Type", "text/html; charset=utf-8"},
           {"Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"},
           {"X-Content-Type-Options", "nosniff"}},
          std::move(body)};
}

}  // namespace

http::Response Pages::metrics() const {
  try {
    return {200,
            {{"Content-Type", "text/plain; version=0.0.4; charset=utf-8"},
             {"Cache-Control", "no-store"},
             {"X-Content-Type-Options", "nosniff"}},
            exporter_.metrics()};
  } catch (const std::exception& fault) {
    exporter_.own().scrape_failed();
    return http::text_response(500, std::string("no metrics: ") + fault.what());
  }
}

http::Response Pages::answer(const http::Request& request) const {
  if (local_) {
    if (const auto why = hosts_.refusal(request.headers)) return http::text_response(403, *why);
  }
  if (auto health = web::answer_health(request, [this] { return exporter_.unready(); })) return *std::move(health);
  if (request.path != "/" && request.path != "/metrics") return web::not_found();
  if (!web::only_reads(request)) return web::method_not_allowed("GET, HEAD");
  return request.path == "/" ? html(front_page) : metrics();
}

}  // namespace cancel::exporter
