#include "exporter/pages.hpp"

#include <catch2/catch.hpp>

using namespace cancel;
using cancel::exporter::Exporter;
using cancel::exporter::ExporterOptions;
using cancel::exporter::Pages;
using Catch::Matchers::Contains;

namespace {

ExporterOptions options() {
  ExporterOptions options;
  options.daemon = {"ipc:///tmp/no-such-canceld-command", "ipc:///tmp/no-such-canceld-event"};
  options.version = "1.2.3";
  return options;
}

// An exporter whose daemon is not there.
struct Scene {
  Messaging messaging;
  Exporter exporter{messaging, options()};
  web::ListenAddress address{"127.0.0.1", 9470};

  http::Response get(const std::string& path, const std::string& method = "GET",
                     const std::string& host = "localhost:9470") {
    http::Request request;
    request.method = method;
    request.target = request.path = path;
    request.headers.add("Host", host);
    return Pages(exporter, address).answer(request);
  }
};

}  // namespace

TEST_CASE_METHOD(Scene, "a scrape does not wait for a daemon that is away", "[exporter]") {
  const http::Response response = get("/metrics");
  CHECK(response.status == 200);
  CHECK(response.headers.find("Content-Type") == "text/plain; version=0.0.4; charset=utf-8");
  CHECK_THAT(response.body, Contains("canceld_up 0\n") && Contains("canceld_exporter_scrapes_total 1\n") &&
                                Contains("canceld_exporter_build_info{version=\"1.2.3\"} 1\n"));
}

TEST_CASE_METHOD(Scene, "an exporter without a daemon is healthy and not ready", "[exporter]") {
  CHECK(get("/healthz").status == 200);
  CHECK(get("/readyz").status == 503);
  CHECK_THAT(get("/readyz").body, Contains("no contact with the daemon"));
}

TEST_CASE_METHOD(Scene, "there are four pages, and they are only read", "[exporter]") {
  CHECK_THAT(get("/").body, Contains("<a href=\"/metrics\">"));
  for (const std::string path : {"/metrics/", "/metric", "/favicon.ico", "/../metrics"}) CHECK(get(path).status == 404);
  for (const std::string path : {"/", "/metrics", "/healthz", "/readyz"}) {
    CHECK(get(path, "HEAD").status != 405);
    for (const std::string method : {"POST", "PUT", "DELETE"}) {
      CHECK(get(path, method).status == 405);
      CHECK(get(path, method).headers.find("Allow") == "GET, HEAD");
    }
  }
}

TEST_CASE_METHOD(Scene, "pages of foreign sites do not reach an exporter of this machine alone", "[exporter]") {
  CHECK(get("/metrics", "GET", "evil.example").status == 403);
  CHECK(get("/metrics", "GET", "127.0.0.1:9470").status == 200);
  address.host = "0.0.0.0";
  CHECK(get("/metrics", "GET", "prometheus.example:9470").status == 200);
}
