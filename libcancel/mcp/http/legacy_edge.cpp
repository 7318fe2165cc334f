#include "http/legacy_edge.hpp"

#include <algorithm>

#include "http/error_response.hpp"
#include "http/modern_checks.hpp"
#include "http/post_channel.hpp"
#include "requests/operation_id.hpp"

namespace cancel::mcp {

namespace {

constexpr int session_not_found = -32001;                 // what the official SDKs say
constexpr std::string_view priming_since = "2025-11-25";  // older clients stumble over events without content
constexpr std::string_view version_with_batches = "2025-03-26";

CancellationWish wish(Cause cause, std::string reason) {
  CancellationWish wish;
  wish.cause = cause;
  wish.reason = std::move(reason);
  wish.requested_by = "mcp";
  return wish;
}

std::optional<std::string> session_id_of(const http::Request& request) {
  const auto id = request.headers.find(session_header);
  return id ? std::optional<std::string>(*id) : std::nullopt;
}

// The refusal of a version that this server does not speak; none at all is an older client.
std::optional<http::Response> version_refusal(const http::Request& request) {
  const auto version = request.headers.find(version_header);
  if (!version || is_legacy_version(*version)) return std::nullopt;
  return error_response(400, code::invalid_request, "unknown MCP-Protocol-Version " + std::string(*version));
}

// Also with parameters: "text/event-stream;q=0.9".
bool accepts_events(const http::Headers& headers) {
  const auto accepted = headers.all("Accept");
  return std::any_of(accepted.begin(), accepted.end(), [](std::string_view value) {
    return value.find("text/event-stream") != std::string_view::npos || value.find("*/*") != std::string_view::npos;
  });
}

bool begins_session(const Body& body) {
  return std::any_of(body.messages.begin(), body.messages.end(), [](const MessageHead& head) {
    return head.kind == MessageHead::Kind::request && head.method == "initialize";
  });
}

bool primes(LegacySession& session) {
  return session.conversation().protocol_version() >= priming_since;
}

PostChannel::Answers answers_of(const std::shared_ptr<LegacySession>& session,
                                const std::shared_ptr<http::Exchange>& exchange) {
  const auto stream = std::make_shared<std::shared_ptr<EventStream>>();
  PostChannel::Answers answers;
  answers.as_json = [exchange](std::string json) { exchange->respond(json_response(200, std::move(json))); };
  answers.begin_stream = [session, exchange, stream] {
    *stream = session->new_stream();
    (*stream)->attach(exchange, {}, primes(*session));
  };
  answers.add_to_stream = [stream](const std::string& json, bool is_report) { (*stream)->append(json, is_report); };
  answers.end_stream = [stream] { (*stream)->finish(); };
  answers.release = [stream] { (*stream)->release(); };
  return answers;
}

}  // namespace

LegacyEdge::~LegacyEdge() {
  for (const auto& [id, session] : sessions_.all()) {
    session->close(wish(Cause::server_shutdown, "the server is shutting down"));
  }
}

void LegacyEdge::post(Post post) {
  if (begins_session(post.body)) return begin_session(std::move(post));
  const auto id = session_id_of(post.request);
  if (!id) {
    post.exchange->respond(error_response(400, code::invalid_request, "the header Mcp-Session-Id is missing",
                                          post.body.messages.front().id));
    return;
  }
  if (auto refusal = version_refusal(post.request)) {
    post.exchange->respond(*refusal);
    return;
  }
  if (const auto session = sessions_.find(*id)) {
    session->touch();
    hand_over(std::move(post), session);
  } else {
    unknown_session(post, *id);
  }
}

void LegacyEdge::begin_session(Post post) {
  if (post.body.messages.size() != 1 || session_id_of(post.request)) {
    post.exchange->respond(error_response(400, code::invalid_request, "initialize comes alone, and begins a session",
                                          post.body.messages.front().id));
    return;
  }
  const HttpOptions& options = parts_.options;
  const auto session =
      std::make_shared<LegacySession>(EventStream::Limits{options.max_replay, options.retry}, options.replay_for);
  SessionOptions of_session;
  of_session.transport = "http";
  of_session.only = Era::legacy;
  session->begin(parts_.server.open(std::move(of_session), std::make_shared<StandaloneChannel>(session->standalone())));
  const std::string id = session->conversation().id();
  if (!sessions_.add(id, session)) {
    post.exchange->respond(error_response(503, code::limit_exceeded,
                                          "there are " + std::to_string(options.max_sessions) + " sessions already",
                                          post.body.messages.front().id));
    return;
  }
  PostChannel::Answers answers = answers_of(session, post.exchange);
  answers.as_json = [this, id, exchange = post.exchange](std::string json) {
    http::Response response = json_response(200, std::move(json));
    if (find(parse_json(response.body), "error") == nullptr)
      response.headers.add(session_header, id);
    else
      sessions_.remove(id);
    exchange->respond(response);
  };
  const auto channel = std::make_shared<PostChannel>(1, std::move(answers));
  session->conversation().receive(post.request.body, channel);
  channel->decide(true, PostChannel::Decide::at_once);
}

void LegacyEdge::hand_over(Post post, const std::shared_ptr<LegacySession>& session) {
  if (post.body.is_batch && session->conversation().protocol_version() != version_with_batches) {
    post.exchange->respond(error_response(400, code::invalid_request, "an array of messages"));
    return;
  }
  if (!post.body.has_requests()) {
    session->conversation().receive(post.request.body, std::make_shared<NoChannel>());
    post.exchange->respond(empty_response(202));
    return;
  }
  const auto channel = std::make_shared<PostChannel>(post.body.requests(), answers_of(session, post.exchange));
  session->conversation().receive(post.request.body, channel);
  channel->decide(post.body.messages.size() == 1, PostChannel::Decide::at_once);
}

void LegacyEdge::unknown_session(const Post& post, const std::string& id) {
  if (pass_on_cancellations(post.body, id)) {
    post.exchange->respond(empty_response(202));
  } else {
    post.exchange->respond(error_response(404, session_not_found, "Session not found", post.body.messages.front().id));
  }
}

// Another instance may have the session: the cancellation reaches it by the name of the operation. Who knows the id of
// a session, which cannot be guessed, may cancel its requests. One that comes before its request was recorded is
// remembered.
bool LegacyEdge::pass_on_cancellations(const Body& body, const std::string& session) {
  Client* client = parts_.server.options().client;
  const bool only_cancellations = std::all_of(body.messages.begin(), body.messages.end(), [](const MessageHead& head) {
    return head.kind == MessageHead::Kind::notification && head.method == "notifications/cancelled";
  });
  if (client == nullptr || !only_cancellations) return false;
  for (const MessageHead& head : body.messages) {
    if (!head.cancelled_id) continue;
    CancellationWish why;
    why.cause = cause_of_reason(head.cancel_reason.value_or(""));
    why.reason = head.cancel_reason;
    why.requested_by = "mcp";
    try {
      client->cancel(client->name(operation_id_of(session, *head.cancelled_id)), why, true);
    } catch (const std::invalid_argument&) {
      return false;
    }
  }
  return true;
}

std::shared_ptr<LegacySession> LegacyEdge::session_of(const http::Request& request, http::Exchange& exchange) {
  const auto id = session_id_of(request);
  auto session = id ? sessions_.find(*id) : nullptr;
  if (session == nullptr) {
    exchange.respond(error_response(404, session_not_found, "Session not found"));
  } else if (auto refusal = version_refusal(request)) {
    exchange.respond(*refusal);
    session = nullptr;
  } else {
    session->touch();
  }
  return session;
}

void LegacyEdge::get(const http::Request& request, const std::shared_ptr<http::Exchange>& exchange) {
  if (!accepts_events(request.headers)) {
    exchange->respond(error_response(406, code::invalid_request, "GET gives text/event-stream alone"));
    return;
  }
  const auto session = session_of(request, *exchange);
  if (session == nullptr) return;
  const auto last_id = request.headers.find("Last-Event-ID");
  if (!last_id) {
    session->standalone()->attach(exchange, {}, false);
    return;
  }
  const auto id = EventStream::parse_id(*last_id);
  const auto stream = id ? session->find_stream(id->stream) : nullptr;
  if (stream == nullptr) {
    exchange->respond(error_response(400, code::invalid_request, "there is no such event to go on from"));
    return;
  }
  stream->attach(exchange, id->event, false);
}

void LegacyEdge::remove(const http::Request& request, const std::shared_ptr<http::Exchange>& exchange) {
  if (session_of(request, *exchange) == nullptr) return;
  const auto session = sessions_.remove(*session_id_of(request));
  if (session != nullptr) session->close(wish(Cause::client_disconnected, "the client ended its session"));
  exchange->respond(empty_response(204));
}

void LegacyEdge::tidy(bool with_comments) {
  for (const auto& [id, session] : sessions_.all()) {
    session->tidy(with_comments);
    if (session->idle() < parts_.options.session_idle) continue;
    sessions_.remove(id);
    session->close(wish(Cause::client_disconnected, "nothing was heard of the client for a long time"));
  }
}

}  // namespace cancel::mcp
