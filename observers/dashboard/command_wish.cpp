#include "dashboard/command_wish.hpp"

#include "dashboard/json_body.hpp"
#include "dashboard/json_text.hpp"

namespace cancel::dashboard {

namespace {

constexpr std::size_t most_named = 100;

CancellationWish wish_in(const JsonBody& body, const std::string& requester) {
  CancellationWish wish;
  wish.reason = body.text("reason");
  if (wish.reason && wish.reason->empty()) wish.reason.reset();
  wish.mode = body.word<Mode>("mode").value_or(Mode::graceful);
  wish.requested_by = requester;
  return wish;
}

CancelManyReply call_many(DaemonCalls& calls, const CancelMany& command) {
  const std::string json = command.dry_run ? calls.ask(command) : calls.change(command);
  return DaemonCalls::decoded<CancelManyReply>(json);
}

}  // namespace

CancelToken parse_cancel(const std::string& text, const std::string& requester) {
  const JsonBody body(text);
  CancelToken command;
  command.name.space = body.text("namespace").value_or(std::string(default_namespace));
  command.name.id = body.text("id").value_or("");
  if (command.name.id.empty()) throw ApiFailure(bad_request("id: which token is to be cancelled?"));
  command.wish = wish_in(body, requester);
  return command;
}

CancelManyWish CancelManyWish::parse(const std::string& text, const std::string& requester) {
  const JsonBody body(text);
  const JsonBody filter = body.object("filter");
  CancelManyWish wish;
  wish.command.filter.space = filter.text("namespace");
  wish.command.filter.tool = filter.text("tool");
  wish.command.filter.session = filter.text("session");
  wish.command.filter.labels = filter.labels("labels");
  const TokenFilter& asked = wish.command.filter;
  if (!asked.space && !asked.tool && !asked.session && asked.labels.empty()) {
    throw ApiFailure(bad_request("filter: a namespace, tool, session or label is wanted"));
  }
  wish.command.wish = wish_in(body, requester);
  wish.command.dry_run = body.flag("dryRun");
  wish.expected = body.number("expect");
  return wish;
}

std::string carry_out(DaemonCalls& calls, const CancelToken& command) {
  const auto reply = DaemonCalls::decoded<CancelReply>(calls.change(command));
  JsonText out;
  out.begin_object();
  out.member("alreadyCancelled", reply.already_cancelled);
  out.member("state", reply.state);
  out.member("position", reply.position);
  out.end_object();
  return out.take();
}

std::string carry_out(DaemonCalls& calls, const CancelManyWish& wish) {
  if (wish.expected && !wish.command.dry_run) {
    CancelMany trial = wish.command;
    trial.dry_run = true;
    const std::uint64_t matched = call_many(calls, trial).tokens.size();
    if (matched != *wish.expected) {
      ApiError changed{409, "changed", "meanwhile " + std::to_string(matched) + " fit: nothing was cancelled"};
      changed.matched = matched;
      throw ApiFailure(changed);
    }
  }
  CancelManyReply reply = call_many(calls, wish.command);
  JsonText out;
  out.begin_object();
  out.member("matched", std::uint64_t{reply.tokens.size()});
  if (reply.tokens.size() > most_named) reply.tokens.resize(most_named);
  out.member("tokens", reply.tokens);
  out.member("position", reply.position);
  out.end_object();
  return out.take();
}

}  // namespace cancel::dashboard
