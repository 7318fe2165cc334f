#include "server/call.hpp"

#include <chrono>
#include <exception>
#include <utility>

#include "server/request_link.hpp"
#include "server/server_core.hpp"
#include "server/session_core.hpp"

namespace cancel::mcp::detail {

namespace {

std::string text_of(const RequestId& id) {
  return to_json(id).text();
}

}  // namespace

void Call::start(std::shared_ptr<SessionCore> session, std::shared_ptr<const RequestFacts> facts, CallPlan plan,
                 std::shared_ptr<MessageChannel> channel) {
  ServerCore& server = session->server();
  std::shared_ptr<IncomingRequest> request;
  try {
    request = session->begin(*facts, plan, channel);
  } catch (const std::exception& error) {  // this process lacks what it takes
    server.log(LogLevel::error, "cannot begin a request: " + std::string(error.what()));
    channel->send(MessageKind::response, error_message(facts->id, McpError(code::internal_error, error.what())));
    return channel->request_over(true);
  }
  if (request == nullptr) {
    server.log(LogLevel::warning,
               "ignored a request: its id is in use, or the session is over: " + text_of(*facts->id));
    return channel->request_over(false);
  }
  const bool recorded = plan.recorded;
  const bool quick = plan.quick;
  const auto call = std::make_shared<Call>(std::move(session), std::move(facts), std::move(plan), std::move(channel),
                                           std::move(request));
  if (quick) return call->run();
  call->key_ = server.running.add(call->description());
  // One that came while the server began to stop may have been overlooked.
  if (recorded && server.is_draining()) call->request_->cancel(server.shutdown_wish());
  call->watch();
  call->submit();
}

Call::Call(std::shared_ptr<SessionCore> session, std::shared_ptr<const RequestFacts> facts, CallPlan plan,
           std::shared_ptr<MessageChannel> channel, std::shared_ptr<IncomingRequest> request)
    : session_(std::move(session)),
      server_(session_->server()),
      facts_(std::move(facts)),
      plan_(std::move(plan)),
      channel_(std::move(channel)),
      request_(std::move(request)),
      context_(facts_,
               std::make_shared<RequestLink>(request_, channel_, session_->questions(), facts_->era,
                                             server_.options.question_timeout),
               &server_.sealer) {}

RunningCall Call::description() const {
  RunningCall call;
  call.operation = request_->operation();
  call.owner = facts_->owner;
  call.tool = plan_.tool;
  call.token = request_->token();
  call.started_at = std::chrono::time_point_cast<Timestamp::duration>(std::chrono::system_clock::now());
  call.cancel = [request = request_](const CancellationWish& wish) { request->cancel(wish); };
  return call;
}

AnswerShape Call::shape() const {
  return {*facts_, request_->operation(), plan_.is_tool, server_.server_info, server_.sealer};
}

void Call::watch() {
  requested_.emplace(request_->token(), Stage::requested, [this] { on_requested(); });
  forced_.emplace(request_->token(), Stage::forced, [this] { answer_cancelled(); });
}

void Call::submit() {
  const auto self = shared_from_this();
  const bool taken = server_.admission.submit(
      plan_.needs, request_->token(), [self] { self->run(); }, [self] { self->leave(); });
  if (taken) return;
  server_.log(LogLevel::warning, "refused a call: too many wait already");
  request_->answer(error_message(facts_->id, McpError(code::limit_exceeded, "too many calls are waiting already",
                                                      data_of("name", "LimitExceeded"))));
  end(Outcome::failed, "too many calls are waiting already");
}

void Call::run() {
  CallEnding ending = carry_out(plan_, context_, shape());
  request_->answer(std::move(ending.message));
  context_.run_clean_ups();
  end(ending.outcome, std::move(ending.error));
}

void Call::leave() {
  answer_cancelled();
  end(Outcome::stopped, {});
}

void Call::on_requested() {
  const auto why = request_->token().cancellation();
  server_.log(LogLevel::info, "cancelled " + plan_.tool + " (" + request_->operation().id + "), " +
                                  std::string(to_string(why->cause)) + (why->reason ? ": " + *why->reason : ""));
  if (request_->is_silenced()) return;
  if (plan_.answer_at_once) return answer_cancelled();
  server_.timer.after(server_.options.answer_cancelled_within, [weak = weak_from_this()] {
    if (const auto call = weak.lock()) call->answer_cancelled();
  });
}

void Call::answer_cancelled() {
  if (context_.is_past_point_of_no_return() || !request_->is_open()) return;
  if (const auto why = request_->token().cancellation()) request_->answer(cancelled_answer(*why, shape()));
}

void Call::end(Outcome outcome, std::optional<std::string> error) {
  request_->finish(outcome, std::move(error));
  plan_.body = nullptr;
  if (key_ != 0) server_.running.remove(key_);
}

}  // namespace cancel::mcp::detail
