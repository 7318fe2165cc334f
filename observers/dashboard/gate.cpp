#include "dashboard/gate.hpp"

#include <utility>

#include "cancel/http/authority.hpp"
#include "dashboard/secrets.hpp"

namespace cancel::dashboard {

namespace {

constexpr std::string_view cookie_name = "canceld_dashboard";

std::string without_spaces(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return std::string(text.substr(begin, text.find_last_not_of(" \t") - begin + 1));
}

// The session that a peer says it has; empty: none.
std::string session_in(const http::Request& request) {
  for (std::string_view rest : request.headers.all("Cookie")) {
    while (!rest.empty()) {
      const auto end = rest.find(';');
      const std::string cookie = without_spaces(rest.substr(0, end));
      const auto equals = cookie.find('=');
      if (equals == cookie_name.size() && cookie.starts_with(cookie_name)) return cookie.substr(equals + 1);
      rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    }
  }
  return {};
}

std::vector<std::string> hosts_for(const GateOptions& options) {
  std::vector<std::string> hosts{"localhost", "127.0.0.1", "[::1]"};
  const std::string& host = options.address.host;
  if (host != "0.0.0.0" && host != "::") hosts.push_back(host.find(':') == std::string::npos ? host : "[" + host + "]");
  hosts.insert(hosts.end(), options.allow_hosts.begin(), options.allow_hosts.end());
  return hosts;
}

// Without an age: the browser keeps it until it is closed, and the session decides when it ends.
std::string cookie(const std::string& value) {
  return std::string(cookie_name) + "=" + value + "; HttpOnly; SameSite=Strict; Path=/";
}

http::Response no_content() {
  return {204, {{"Cache-Control", "no-store"}}, {}};
}

// Whether the page that sends is one of what `host` serves.
bool same_origin(std::string_view origin, std::string_view host) {
  const auto scheme = origin.find("://");
  if (scheme == std::string_view::npos) return false;
  const bool https = origin.substr(0, scheme) == "https";
  auto from = http::parse_authority(origin.substr(scheme + 3));
  auto to = http::parse_authority(host);
  if (!from || !to) return false;
  const std::uint16_t usual = https ? 443 : 80;
  return from->host == to->host && from->port.value_or(usual) == to->port.value_or(usual);
}

}  // namespace

Gate::Gate(GateOptions options)
    : options_(std::move(options)), hosts_(hosts_for(options_)), extra_(options_.allow_hosts), csrf_(random_secret()) {}

std::optional<ApiError> Gate::refuse_host(const http::Request& request) const {
  if (request.headers.count("Host") != 1) return forbidden("a request names its host once");
  const auto why = hosts_.refusal(request.headers.find("Host"), {});
  if (!why) return std::nullopt;
  return forbidden(*why + " (--allow-host allows other names)");
}

std::optional<ApiError> Gate::refuse_sender(const http::Request& request) const {
  const auto type = request.headers.find("Content-Type").value_or("");
  if (without_spaces(type.substr(0, type.find(';'))) != "application/json") {
    return forbidden("what is sent must be application/json");
  }
  if (request.headers.count("Origin") > 1) return forbidden("a request has one origin");
  const auto origin = request.headers.find("Origin");
  if (!origin) return std::nullopt;
  const auto host = request.headers.find("Host").value_or("");
  if (same_origin(*origin, host)) return std::nullopt;
  // Behind a proxy, the name that a browser knows may be another one than the proxy uses.
  const bool allowed = !options_.allow_hosts.empty() && !extra_.refusal(options_.allow_hosts.front(), origin);
  if (allowed) return std::nullopt;
  return forbidden("a page of another site may change nothing here");
}

std::optional<std::string> Gate::csrf_of(const http::Request& request, Moment now) {
  if (!options_.token) return csrf_;
  const std::string id = session_in(request);
  if (id.empty()) return std::nullopt;
  const std::lock_guard lock(mutex_);
  const Sessions::Session* session = sessions_.use(id, now);
  if (session == nullptr) return std::nullopt;
  return session->csrf;
}

std::optional<ApiError> Gate::refuse_reader(const http::Request& request, Moment now) {
  if (csrf_of(request, now)) return std::nullopt;
  return ApiError{401, "login_required", "log in first"};
}

std::optional<ApiError> Gate::refuse_writer(const http::Request& request, Moment now) {
  if (auto refusal = refuse_sender(request)) return refusal;
  const auto wanted = csrf_of(request, now);
  if (!wanted) return ApiError{401, "login_required", "log in first"};
  const auto given = request.headers.find("X-CSRF-Token");
  if (given && equal_secrets(*given, *wanted)) return std::nullopt;
  return ApiError{403, "csrf", "the request does not carry this session's X-CSRF-Token: load the page again"};
}

std::function<bool()> Gate::still_in(const http::Request& request) {
  if (!options_.token) return [] { return true; };
  return [this, id = session_in(request)] {
    const std::lock_guard lock(mutex_);
    return sessions_.goes_on(id, std::chrono::steady_clock::now());
  };
}

Gate::Standing Gate::standing(const http::Request& request, Moment now) {
  auto csrf = csrf_of(request, now);
  const bool logged_in = csrf.has_value();
  return {options_.token.has_value(), logged_in, std::move(csrf)};
}

http::Response Gate::login(const http::Request& request, const std::string& token, Moment now) {
  if (!options_.token) return no_content();
  const std::lock_guard lock(mutex_);
  if (const auto wait = limit_.wait(request.remote_address, now)) {
    return to_response(too_many("too many wrong tokens: try again later", *wait));
  }
  if (!equal_secrets(token, *options_.token)) {
    limit_.failed(request.remote_address, now);
    return to_response({401, "login_required", "that is not the token"});
  }
  limit_.succeeded(request.remote_address);
  // Whoever had a session before gets another one.
  sessions_.close(session_in(request));
  http::Response response = no_content();
  response.headers.set("Set-Cookie", cookie(sessions_.open(now)));
  return response;
}

http::Response Gate::logout(const http::Request& request) {
  const std::lock_guard lock(mutex_);
  sessions_.close(session_in(request));
  http::Response response = no_content();
  response.headers.set("Set-Cookie", cookie("") + "; Max-Age=0");
  return response;
}

}  // namespace cancel::dashboard
