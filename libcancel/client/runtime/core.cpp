#include "runtime/core.hpp"

#include <algorithm>
#include <cerrno>
#include <utility>

#include "cancel/client/daemon_endpoints.hpp"
#include "cancel/system/random_ids.hpp"
#include "cancel/system/system_clock.hpp"
#include "cancel/token/callback_thread.hpp"
#include "cancel/wire/method_names.hpp"
#include "cancel/wire/request_encoder.hpp"
#include "cancel/wire/result_rules.hpp"
#include "cancel/wire/utf8.hpp"
#include "rpc/messaging_context.hpp"
#include "runtime/loop.hpp"
#include "runtime/shared_messaging.hpp"
#include "runtime/texts.hpp"
#include "token/propagation.hpp"

namespace cancel::client {

using detail::CallbackThread;
using detail::Origin;
using detail::Propagation;

namespace {

constexpr Millis longest_await{60'000};  // the daemon's own bound

ClientOptions completed(ClientOptions options) {
  if (options.name.empty()) options.name = program_invocation_short_name;
  options.name = fit_text(std::move(options.name));
  return options;
}

Timestamp now() {
  return SystemClock().now();
}

bool changes_something(const CommandBody& command) {
  return std::holds_alternative<CreateToken>(command) || std::holds_alternative<CancelToken>(command) ||
         std::holds_alternative<CancelMany>(command) || std::holds_alternative<ReleaseToken>(command) ||
         std::holds_alternative<StartOperation>(command) || std::holds_alternative<MarkExecuted>(command) ||
         std::holds_alternative<FinishOperation>(command) || std::holds_alternative<OpenSession>(command) ||
         std::holds_alternative<CloseSession>(command);
}

RpcError local_error(ErrorCode code, std::string message) {
  const std::string data = R"({"name":")" + std::string(name_of(code)) + R"("})";
  return {static_cast<int>(code), std::move(message), data};
}

// Nothing of it can be cut off or mended, since it means something to a program.
std::optional<std::string_view> fault_of(std::string_view result) {
  if (!is_utf8(result)) return "is not UTF-8";
  return fault_of_result(result);
}

CancelToken command_of(const TokenName& name, const Cancellation& why) {
  CancelToken command{.name = name};
  command.wish.reason = why.reason;
  command.wish.cause = why.cause;
  command.wish.mode = why.mode;
  command.wish.requested_by = why.requested_by;
  if (command.wish.reason) command.wish.reason = fit_text(*std::move(command.wish.reason));
  if (command.wish.requested_by) command.wish.requested_by = fit_text(*std::move(command.wish.requested_by));
  return command;
}

}  // namespace

std::shared_ptr<Core> Core::make(ClientOptions options) {
  // In a forked process it is left alone: its sockets and its thread are the other process's, and fork() may have come
  // in the middle of any change to it.
  const std::shared_ptr<Core> core(new Core(completed(std::move(options))), [](const Core* made) {
    if (!made->is_forked()) delete made;
  });
  CallbackThread::instance();  // so that it ends after this client, where both end with the process
  const DaemonEndpoints daemon = find_daemon(core->options_.command_endpoint, core->options_.event_endpoint);
  core->loop_ = std::make_unique<Loop>(*core, core->messaging_->context().sockets, daemon);
  core->thread_ = detail::OwnedThread([loop = core->loop_.get()] { loop->run(); });
  return core;
}

Core::Core(ClientOptions options)
    : options_(std::move(options)),
      fork_count_(detail::fork_count()),
      prefix_(RandomIds().next()),
      outbox_(options_.outbox),
      messaging_(shared_messaging()) {}

Core::~Core() {
  close();
}

bool Core::is_forked() const {
  return fork_count_ != detail::fork_count();
}

void Core::check_process() const {
  if (is_forked()) throw ForkedProcess();
}

void Core::close() {
  if (is_forked() || closed_.exchange(true) || !loop_) return;
  loop_->wind_up(options_.close_within);
  loop_->stop();
  thread_.join();
  open_calls_.end();
  outbox_.end_waiting();
  CallbackThread::instance().drain();
}

void Core::wake(Outbox::Pushed pushed) {
  if (pushed == Outbox::Pushed::alone) loop_->wake();
}

void Core::call(CommandBody command, const CallOptions& options, CallDone done) {
  const WaitPoint give_up = wait_point_after(options.timeout.value_or(options_.timeout));
  const std::string params = encode_params(command, options.command_id, options.cursor);
  if (!is_utf8(params)) return done(local_error(ErrorCode::invalid_params, "a text of this command is not UTF-8"));
  if (params.size() > largest_params) {
    return done(local_error(ErrorCode::invalid_params, "this command is larger than a message may be"));
  }
  CallDone answer = open_calls_.enter(done);
  if (!answer) return done(NoReply{false});  // closed
  if (changes_something(command)) return change(std::move(command), options, give_up, std::move(answer));
  ask(command, options, give_up, std::move(answer));
}

void Core::change(CommandBody command, const CallOptions& options, WaitPoint give_up, CallDone done) {
  OutboxEntry entry;
  entry.command = std::make_unique<CommandBody>(std::move(command));
  entry.command_id = options.command_id;
  entry.give_up = give_up;
  push_awaited(std::move(entry), std::move(done));
}

void Core::start_confirmed(const std::shared_ptr<TrackedToken>& token, CallDone done) {
  CallDone answer = open_calls_.enter(done);
  if (!answer) return done(NoReply{false});  // closed
  OutboxEntry entry{.kind = OutboxEntry::Kind::start, .token = token, .confirms = true};
  entry.give_up = wait_point_after(options_.timeout);
  push_awaited(std::move(entry), std::move(answer));
}

void Core::push_awaited(OutboxEntry entry, CallDone done) {
  entry.done = done;
  const Outbox::Pushed pushed = outbox_.push_command(std::move(entry));
  if (pushed == Outbox::Pushed::dropped) {
    return done(local_error(ErrorCode::limit_exceeded, "the outbox is full: too much waits for the daemon"));
  }
  loop_->wake();  // somebody waits, and the time has to be watched
}

void Core::ask(const CommandBody& command, const CallOptions& options, WaitPoint give_up, CallDone done) {
  Terms terms{options_.resend_after, give_up};
  if (const auto* wait = std::get_if<AwaitToken>(&command)) {
    const Millis awaited = std::clamp(wait->timeout, Millis{0}, longest_await);
    terms.resend_after += awaited;
    if (!options.timeout) terms.give_up += awaited;
  }
  const bool renews = std::holds_alternative<RenewSession>(command);
  const std::uint64_t behind = renews ? 0 : outbox_.last_number();
  Question question{std::string(method_of(command)), encode_params(command, {}, options.cursor)};
  loop_->post([this, question = std::move(question), terms, behind, done = std::move(done)]() mutable {
    loop_->ask(std::move(question), terms, behind, std::move(done));
  });
}

void Core::record_start(const std::shared_ptr<TrackedToken>& token) {
  const Outbox::Pushed pushed = outbox_.push_start(token, token->begun_at());
  if (pushed == Outbox::Pushed::dropped && options_.outbox.refuse_when_full) {
    token->end();
    throw OutboxFull();
  }
  wake(pushed);
}

void Core::record_beginning(const std::shared_ptr<TrackedToken>& token) {
  outbox_.begin(token);
  loop_->wake();
}

// The daemon may refuse, since something runs under it still: it is released all the same for this process.
void Core::record_release(const TokenName& name) noexcept {
  OutboxEntry entry{.command = std::make_unique<CommandBody>(ReleaseToken{name}), .droppable = false};
  wake(outbox_.push_command(std::move(entry)));
}

void Core::record_creation(const std::shared_ptr<TrackedToken>& token) {
  wake(outbox_.push_creation(token, std::get<CreateToken>(token->role())));
}

bool Core::record_cancellation(const std::shared_ptr<TrackedToken>& token, const Cancellation& why) {
  return record_cancellation(token, command_of(token->name(), why));
}

bool Core::record_cancellation(const std::shared_ptr<TrackedToken>& token, CancelToken command) {
  const Outbox::Pushed pushed = outbox_.push_cancel(token, std::move(command));
  wake(pushed);
  return pushed != Outbox::Pushed::dropped;
}

void Core::record_executed(const std::shared_ptr<TrackedToken>& token) {
  wake(outbox_.push_executed(token, now()));
}

void Core::record_finish(const std::shared_ptr<TrackedToken>& token, Outcome outcome, std::optional<std::string> error,
                         std::optional<std::string> result) {
  if (error) error = fit_text(*std::move(error));
  const auto fault = result ? fault_of(*result) : std::nullopt;
  if (fault) result.reset();
  const Outbox::PushedFinish pushed = outbox_.push_finish(token, now(), outcome, std::move(error), std::move(result));
  wake(pushed.entry);
  if (fault) tell_result_left_out(*token, *fault);
  if (pushed.result_dropped) tell_result_left_out(*token, "finds no room behind the results that wait for the daemon");
}

void Core::tell_result_left_out(const TrackedToken& token, std::string_view why) {
  std::string text = "the result of operation '" + token.name().id + "' is not recorded: it " + std::string(why);
  tell({Notice::Kind::not_recorded, std::move(text), token.name()});
}

std::vector<OutboxEntry> Core::reports_of(const std::vector<std::shared_ptr<TrackedToken>>& tokens) const {
  std::vector<OutboxEntry> reports;
  const auto report = [&](OutboxEntry::Kind kind, const std::shared_ptr<TrackedToken>& token,
                          std::optional<CommandBody> command = {}) {
    OutboxEntry& entry = reports.emplace_back();
    entry.kind = kind;
    entry.token = token;
    entry.occurred_at = now();
    entry.droppable = false;
    if (command) entry.command = std::make_unique<CommandBody>(*std::move(command));
  };
  for (const auto& token : tokens) {
    if (const auto* create = std::get_if<CreateToken>(&token->role())) {
      report(OutboxEntry::Kind::command, token, *create);
    } else {
      report(OutboxEntry::Kind::start, token);
    }
    const detail::NodeReference node = registry_.find(token->name());
    const auto why = node ? node.get()->cancellation() : std::nullopt;
    if (!why) continue;
    report(OutboxEntry::Kind::command, token, command_of(token->name(), *why));
    const bool noticed = (node.get()->reached.load() & detail::noticed_bit) != 0;
    if (noticed && token->is_operation()) report(OutboxEntry::Kind::executed, token);
  }
  return reports;
}

bool Core::flush(Millis timeout) {
  const WaitPoint until = wait_point_after(timeout);
  const std::uint64_t last = outbox_.last_number();
  return outbox_.wait_settled(last, until);
}

void Core::mark(const detail::NodeReference& node, Cancellation why) {
  const auto marked = std::make_shared<Propagation>(Propagation::cancel(node, std::move(why), Origin::log));
  if (!marked->empty()) CallbackThread::instance().post([marked] { marked->run(); });
}

void Core::complete(const detail::NodeReference& node) {
  const auto marked = std::make_shared<Propagation>(Propagation::complete(node));
  if (!marked->empty()) CallbackThread::instance().post([marked] { marked->run(); });
}

ClientStanding Core::standing() const {
  const std::lock_guard lock(lock_);
  return standing_;
}

void Core::note_connection(bool connected, const std::string& log_id) {
  const std::lock_guard lock(lock_);
  standing_.connected = connected;
  if (connected) standing_.log_id = log_id;
}

void Core::note_position(Position position) {
  const std::lock_guard lock(lock_);
  standing_.position = position;
}

void Core::tell(Notice notice) {
  if (!options_.on_notice) return;
  CallbackThread::instance().post([handler = options_.on_notice, notice = std::move(notice)] { handler(notice); });
}

}  // namespace cancel::client
