#include "dashboard/assets.hpp"

#include <algorithm>

namespace cancel::dashboard {

namespace {

bool has_it(const http::Request& request, std::string_view etag) {
  for (const std::string_view list : request.headers.all("If-None-Match")) {
    if (list == "*" || list.find(etag) != std::string_view::npos) return true;
  }
  return false;
}

}  // namespace

const Asset* find_asset(std::string_view path) {
  const auto all = all_assets();
  const auto found = std::lower_bound(all.begin(), all.end(), path,
                                      [](const Asset& asset, std::string_view wanted) { return asset.path < wanted; });
  return found != all.end() && found->path == path ? &*found : nullptr;
}

http::Response answer(const Asset& asset, const http::Request& request) {
  http::Response response;
  response.headers.set("Content-Type", std::string(asset.type));
  response.headers.set("ETag", std::string(asset.etag));
  // It may be kept, but has to be asked for each time: the next version of the program has others.
  response.headers.set("Cache-Control", "no-cache");
  if (has_it(request, asset.etag)) {
    response.status = 304;
  } else {
    response.body = std::string(asset.content);
  }
  return response;
}

}  // namespace cancel::dashboard
