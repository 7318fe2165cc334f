#include "dashboard/dashboard.hpp"

#include <charconv>
#include <chrono>

#include "cancel/http/server_sent_event.hpp"
#include "dashboard/assets.hpp"
#include "dashboard/command_wish.hpp"
#include "dashboard/history_wish.hpp"
#include "dashboard/json_body.hpp"
#include "dashboard/json_text.hpp"
#include "dashboard/task.hpp"
#include "web/answers.hpp"
#include "web/health.hpp"

namespace cancel::dashboard {

namespace {

// Changes that wait for the daemon.
constexpr std::size_t most_changes = 64;

Gate::Moment steady_now() {
  return std::chrono::steady_clock::now();
}

live::FeedOptions feed_options(const DashboardOptions& options) {
  live::FeedOptions feed;
  feed.answer_within = options.answer_within;
  return feed;
}

Timestamp wall_now() {
  return std::chrono::floor<Timestamp::duration>(std::chrono::system_clock::now());
}

TokenName name_in(const Query& query) {
  TokenName name;
  name.space = query.text("namespace").value_or(std::string(default_namespace));
  name.id = query.text("id").value_or("");
  if (name.id.empty()) Query::fail("id", "which token?");
  return name;
}

Position position_in(std::string_view name, std::string_view text) {
  Position position = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), position);
  if (error != std::errc{} || end != text.data() + text.size()) Query::fail(name, "a position is a number");
  return position;
}

}  // namespace

const Dashboard::Route Dashboard::routes[] = {
    {"/api/session", "GET", Access::all, &Dashboard::get_session},
    {"/api/login", "POST", Access::senders, &Dashboard::post_login},
    {"/api/logout", "POST", Access::writers, &Dashboard::post_logout},
    {"/api/overview", "GET", Access::readers, &Dashboard::get_overview},
    {"/api/operations", "GET", Access::readers, &Dashboard::get_operations},
    {"/api/cancellations", "GET", Access::readers, &Dashboard::get_cancellations},
    {"/api/series", "GET", Access::readers, &Dashboard::get_series},
    {"/api/token", "GET", Access::readers, &Dashboard::get_token},
    {"/api/tree", "GET", Access::readers, &Dashboard::get_tree},
    {"/api/history", "GET", Access::readers, &Dashboard::get_history},
    {"/api/history.csv", "GET", Access::readers, &Dashboard::get_history_csv},
    {"/api/history.json", "GET", Access::readers, &Dashboard::get_history_json},
    {"/api/stream", "GET", Access::readers, &Dashboard::get_stream},
    {"/api/cancel", "POST", Access::writers, &Dashboard::post_cancel},
    {"/api/cancel-many", "POST", Access::writers, &Dashboard::post_cancel_many},
};

Dashboard::Dashboard(Messaging& messaging, const DashboardOptions& options)
    : options_(options),
      gate_(options.gate),
      live_(messaging, options.daemon, feed_options(options)),
      answers_(live_),
      reading_(messaging, options.daemon.command, options.answer_within, live_, [this] { return answers_.standing(); }),
      exports_([this] { return answers_.standing(); }),
      hub_({[this] { return answers_.standing(); }, [this] { return answers_.overview_without_time(hub_.pages()); },
            [this](const std::string& log_id, Position after, StreamHub::Answer answer) {
              return reading_.older(log_id, after, std::move(answer));
            }}),
      changing_(messaging, options.daemon.command, options.answer_within),
      changes_(most_changes) {
  live::LiveFeed& feed = live_.feed();
  feed.on_event([this, &feed](const Event& event, std::string_view json) {
    const live::LiveToken* const token = feed.state().find(event.token);
    hub_.take(feed.standing().log_id, event, json,
              token != nullptr && token->operation ? token->operation->tool : std::nullopt);
  });
  feed.on_reset([this, &feed] { hub_.start_over(feed.standing().log_id); });
  live_.on_change([this] { hub_.wake(); });
  hub_.start();
  live_.start();
}

Dashboard::~Dashboard() {
  changes_.stop();
  exports_.stop();
  reading_.stop();
  live_.stop();
  hub_.stop();
}

void Dashboard::handle(const http::Request& request, const Exchange& exchange) {
  try {
    answer(request, exchange);
  } catch (const ApiFailure& failure) {
    send(*exchange, to_response(failure.error()));
  } catch (const std::exception& fault) {
    send(*exchange, to_response({500, "internal", std::string("this can not be answered: ") + fault.what()}));
  }
}

void Dashboard::answer(const http::Request& request, const Exchange& exchange) {
  // Whoever looks after a program that others can reach does so under any name.
  const bool health = request.path == "/healthz" || request.path == "/readyz";
  if (!health || options_.gate.address.is_loopback()) {
    if (const auto refusal = gate_.refuse_host(request)) throw ApiFailure(*refusal);
  }
  auto well = web::answer_health(request, [this] { return web::unready(answers_.standing()); });
  if (well) return send(*exchange, *std::move(well));
  if (const Asset* asset = find_asset(request.path)) {
    return send(*exchange,
                web::only_reads(request) ? dashboard::answer(*asset, request) : web::method_not_allowed("GET, HEAD"));
  }
  for (const Route& route : routes) {
    if (request.path != route.path) continue;
    const bool reads = route.method == std::string_view("GET");
    const bool fits = reads ? web::only_reads(request) : request.method == route.method;
    if (!fits) {
      http::Response response = to_response({405, "bad_request", "there is no " + request.method + " here"});
      response.headers.set("Allow", reads ? "GET, HEAD" : "POST");
      return send(*exchange, std::move(response));
    }
    if (const auto refusal = refuse(route, request)) throw ApiFailure(*refusal);
    return (this->*route.handle)(request, exchange);
  }
  throw ApiFailure(not_found("there is no such page"));
}

std::optional<ApiError> Dashboard::refuse(const Route& route, const http::Request& request) {
  switch (route.access) {
    case Access::all:
      break;
    case Access::readers:
      return gate_.refuse_reader(request, steady_now());
    case Access::writers:
      return gate_.refuse_writer(request, steady_now());
    case Access::senders:
      return gate_.refuse_sender(request);
  }
  return std::nullopt;
}

void Dashboard::get_session(const http::Request& request, const Exchange& exchange) {
  const Gate::Standing standing = gate_.standing(request, steady_now());
  JsonText out;
  out.begin_object();
  out.member("loginRequired", standing.login_required);
  out.member("loggedIn", standing.logged_in);
  out.member("csrfToken", standing.csrf);
  out.member("version", options_.version);
  out.member("readOnly", options_.read_only);
  out.end_object();
  send(*exchange, json_response(out.take()));
}

void Dashboard::post_login(const http::Request& request, const Exchange& exchange) {
  const std::string token = JsonBody(request.body).text("token").value_or("");
  send(*exchange, gate_.login(request, token, steady_now()));
}

void Dashboard::post_logout(const http::Request& request, const Exchange& exchange) {
  send(*exchange, gate_.logout(request));
}

void Dashboard::get_overview(const http::Request&, const Exchange& exchange) {
  send(*exchange, json_response(answers_.overview(hub_.pages())));
}

void Dashboard::get_operations(const http::Request& request, const Exchange& exchange) {
  send(*exchange, json_response(answers_.operations(request.query)));
}

void Dashboard::get_cancellations(const http::Request& request, const Exchange& exchange) {
  send(*exchange, json_response(answers_.cancellations(request.query)));
}

void Dashboard::get_series(const http::Request& request, const Exchange& exchange) {
  send(*exchange, json_response(answers_.series(request.query)));
}

void Dashboard::get_token(const http::Request& request, const Exchange& exchange) {
  reading_.token(exchange, name_in(Query(request.query)));
}

void Dashboard::get_tree(const http::Request& request, const Exchange& exchange) {
  reading_.tree(exchange, name_in(Query(request.query)));
}

void Dashboard::get_history(const http::Request& request, const Exchange& exchange) {
  reading_.history(exchange, history_filter(Query(request.query), wall_now()));
}

void Dashboard::get_history_csv(const http::Request& request, const Exchange& exchange) {
  export_history(request, exchange, ExportFormat::csv);
}

void Dashboard::get_history_json(const http::Request& request, const Exchange& exchange) {
  export_history(request, exchange, ExportFormat::json);
}

void Dashboard::export_history(const http::Request& request, const Exchange& exchange, ExportFormat format) {
  HistoryFilter filter = history_filter(Query(request.query), wall_now());
  filter.before.reset();
  if (!exports_.begin(exchange, std::move(filter), format)) {
    throw ApiFailure(too_many("too many exports go on already", std::chrono::seconds(5)));
  }
}

void Dashboard::get_stream(const http::Request& request, const Exchange& exchange) {
  const Query query(request.query);
  StreamHub::Start start;
  start.log_id = query.text("log").value_or("");
  start.allowed = gate_.still_in(request);
  if (const auto after = query.text("after")) start.after = position_in("after", *after);
  if (const auto last = request.headers.find("Last-Event-ID")) start.after = position_in("Last-Event-ID", *last);
  if (request.method == "HEAD") return send(*exchange, {200, http::event_stream_headers(), {}});
  if (!hub_.open(exchange, start)) throw ApiFailure(too_many("too many pages are open", std::chrono::seconds(5)));
}

void Dashboard::refuse_changes() const {
  if (options_.read_only) throw ApiFailure(forbidden("this dashboard only shows: it was started with --read-only"));
}

template <typename Wish>
void Dashboard::post_change(const Exchange& exchange, const Wish& wish) {
  answer_later(changes_, exchange, [this, wish] {
    const live::Standing standing = answers_.standing();
    if (!standing.connected) throw ApiFailure(no_daemon("no contact with the daemon: nothing was cancelled"));
    return carry_out(changing_, wish);
  });
}

void Dashboard::post_cancel(const http::Request& request, const Exchange& exchange) {
  refuse_changes();
  post_change(exchange, parse_cancel(request.body, options_.requester));
}

void Dashboard::post_cancel_many(const http::Request& request, const Exchange& exchange) {
  refuse_changes();
  post_change(exchange, CancelManyWish::parse(request.body, options_.requester));
}

}  // namespace cancel::dashboard
