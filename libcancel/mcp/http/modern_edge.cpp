#include "http/modern_edge.hpp"

#include "cancel/http/server_sent_event.hpp"
#include "http/error_response.hpp"
#include "http/modern_checks.hpp"
#include "http/post_channel.hpp"

namespace cancel::mcp {

namespace {

// Beyond this, progress and log messages are of no use to a peer that is so far behind.
constexpr std::size_t droppable_from = 1 << 20;

// Until a response stream is begun for a request that says nothing.
constexpr std::chrono::milliseconds plain_answer_within{100};

std::string as_event(const std::string& json) {
  http::ServerSentEvent event;
  event.event = "message";
  event.data = json;
  return http::to_text(event);
}

// Ends with the answer: it stands inside of calls that its own end would have to wait for, so that is left to the
// caretaker.
void let_go(Caretaker& caretaker, std::shared_ptr<Session>& session) {
  caretaker.post([ended = std::move(session)]() mutable { ended.reset(); });
}

PostChannel::Answers answers_over(const std::shared_ptr<http::Exchange>& exchange, std::shared_ptr<Session> session,
                                  const std::shared_ptr<Caretaker>& caretaker) {
  const auto held = std::make_shared<std::shared_ptr<Session>>(std::move(session));
  PostChannel::Answers answers;
  answers.as_json = [exchange, held, caretaker](std::string json) {
    const int status = status_of_modern_response(json);
    exchange->respond(json_response(status, std::move(json)));
    let_go(*caretaker, *held);
  };
  answers.begin_stream = [exchange] { exchange->begin_stream(200, http::event_stream_headers()); };
  answers.add_to_stream = [exchange](const std::string& json, bool is_report) {
    if (!is_report || exchange->buffered() < droppable_from) exchange->write(as_event(json));
  };
  answers.end_stream = [exchange, held, caretaker] {
    exchange->end();
    let_go(*caretaker, *held);
  };
  answers.release = [] {};  // nobody could come back
  return answers;
}

CancellationWish stream_closed() {
  CancellationWish wish;
  wish.cause = Cause::client_disconnected;
  wish.reason = "the client closed the response stream";
  wish.requested_by = "mcp";
  return wish;
}

}  // namespace

void ModernEdge::post(Post post) {
  const MessageHead& head = post.body.messages.front();
  if (post.body.is_batch) {
    post.exchange->respond(error_response(400, code::invalid_request, "one message a request"));
  } else if (head.kind != MessageHead::Kind::request) {
    // A cancellation among them is nobody's here: each request is cancelled by closing its stream.
    post.exchange->respond(empty_response(202));
  } else if (auto refusal = modern_refusal(head, post.request.headers)) {
    post.exchange->respond(*refusal);
  } else if (auto fault = param_header_fault(rules_of(head.tool), head.arguments, post.request.headers)) {
    post.exchange->respond(error_response(400, code::header_mismatch, *fault, head.id));
  } else {
    carry_out(std::move(post));
  }
}

void ModernEdge::carry_out(Post post) {
  SessionOptions options;
  options.transport = "http";
  options.only = Era::modern;
  options.owner = "*";
  options.recorded = false;
  auto session = parts_.server.open(std::move(options), std::make_shared<NoChannel>());
  const auto channel = std::make_shared<PostChannel>(1, answers_over(post.exchange, session, parts_.caretaker));
  post.exchange->on_disconnect([weak = std::weak_ptr<Session>(session)] {
    if (const auto alive = weak.lock()) alive->close(stream_closed());
  });
  {
    const std::lock_guard guard(lock_);
    open_.push_back(post.exchange);
  }
  session->receive(post.request.body, channel);
  // What is over soon is answered as one JSON text, and the status can still say what went wrong.
  channel->decide(true, PostChannel::Decide::by_first);
  parts_.caretaker->post_after(plain_answer_within, [weak = std::weak_ptr<PostChannel>(channel)] {
    if (const auto waiting = weak.lock()) waiting->begin_stream();
  });
}

void ModernEdge::tidy(bool with_comments) {
  http::ServerSentEvent event;
  event.comment = "still here";
  const std::string comment = http::to_text(event);
  std::vector<std::shared_ptr<http::Exchange>> open;  // let go without the lock
  const std::lock_guard guard(lock_);
  std::erase_if(open_, [&](const std::weak_ptr<http::Exchange>& weak) {
    auto exchange = weak.lock();
    if (exchange == nullptr) return true;
    if (with_comments) exchange->write(comment);  // does nothing where no stream has begun
    open.push_back(std::move(exchange));
    return false;
  });
}

const std::vector<ParamHeader>& ModernEdge::rules_of(const std::string& tool) {
  const auto known = rules_.find(tool);
  if (known != rules_.end()) return known->second;
  static const std::vector<ParamHeader> none;
  const auto schema = parts_.server.input_schema(tool);
  if (!schema) return none;
  return rules_.emplace(tool, param_headers(parse_json(schema->text()))).first->second;
}

}  // namespace cancel::mcp
