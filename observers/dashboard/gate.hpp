#pragma once

#include <chrono>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "cancel/http/host_check.hpp"
#include "cancel/http/request.hpp"
#include "cancel/http/response.hpp"
#include "dashboard/api_error.hpp"
#include "dashboard/sessions.hpp"
#include "web/listen_address.hpp"

namespace cancel::dashboard {

struct GateOptions {
  web::ListenAddress address{};            // where the program listens
  std::vector<std::string> allow_hosts{};  // other names that it is reached under
  std::optional<std::string> token{};      // that people log in with; nothing: nobody has to
};

// Decides who gets in: under which names the program may be reached, who has logged in, and which changes come from the
// page itself and not from a foreign one.
//
// Thread-safe.
class Gate {
 public:
  using Moment = Sessions::Moment;

  // Throws std::invalid_argument, naming the host that is none.
  explicit Gate(GateOptions options);

  // Foreign sites that a browser shows reach this program under a name of their own: refused, whatever they want.
  std::optional<ApiError> refuse_host(const http::Request& request) const;
  // For what only those may see who have logged in.
  std::optional<ApiError> refuse_reader(const http::Request& request, Moment now);
  // The same for changes, which also have to come from the page.
  std::optional<ApiError> refuse_writer(const http::Request& request, Moment now);
  // What every POST must be, logging in included: JSON, and from no other site.
  std::optional<ApiError> refuse_sender(const http::Request& request) const;

  // Tells, whenever it is asked, from any thread, whether who sent this request is still logged in. Must not outlive
  // the gate.
  std::function<bool()> still_in(const http::Request& request);

  struct Standing {
    bool login_required = false;
    bool logged_in = false;
    std::optional<std::string> csrf{};
  };
  Standing standing(const http::Request& request, Moment now);

  // 204 and the cookie, or why not.
  http::Response login(const http::Request& request, const std::string& token, Moment now);
  http::Response logout(const http::Request& request);

 private:
  std::optional<std::string> csrf_of(const http::Request& request, Moment now);

  GateOptions options_;
  http::HostCheck hosts_;
  http::HostCheck extra_;
  const std::string csrf_;  // where nobody logs in
  std::mutex mutex_;        // guards what follows
  Sessions sessions_;
  LoginLimit limit_;
};

}  // namespace cancel::dashboard
