#include "service_world.hpp"

#include <algorithm>

#include "world.hpp"

namespace cancel::test {

void FakeChannel::receive(std::size_t most, std::vector<ReceivedCommand>& commands) {
  for (; !waiting_.empty() && most > 0; --most) {
    commands.push_back(std::move(waiting_.front()));
    waiting_.pop_front();
  }
}

void FakeChannel::reply(Ticket ticket, Reply reply) {
  order.push_back(ticket);
  if (!replies_.emplace(ticket, std::move(reply)).second) ++answered_twice;
}

const Reply* FakeChannel::reply_to(Ticket ticket) const {
  const auto reply = replies_.find(ticket);
  return reply == replies_.end() ? nullptr : &reply->second;
}

void ServiceWorld::restart() {
  service.reset();
  channel = std::make_unique<FakeChannel>();
  publisher = std::make_unique<FakePublisher>();
  service = std::make_unique<Service>(log, snapshots, *channel, *publisher, clock, ids, options_);
  replayed = service->recover();
}

const Reply* ServiceWorld::ask(CommandBody body, std::optional<std::string> command_id) {
  const Ticket ticket = channel->send(Command{std::move(body), std::move(command_id)});
  reports.push_back(service->turn());
  return channel->reply_to(ticket);
}

TokenState ServiceWorld::state_of(const std::string& id) {
  return ask_for<StatusReply>(ReadStatus{name(id)})->token.state;
}

void ServiceWorld::pass(Moment duration) {
  const Moment end = clock.elapsed() + duration;
  for (;;) {
    const Moment due = std::max(service->next_due(), clock.elapsed());
    if (due > end) break;
    clock.advance(due - clock.elapsed());
    reports.push_back(service->turn());
  }
  clock.advance(end - clock.elapsed());
}

std::vector<std::string> ServiceWorld::words_after(Position position) const {
  std::vector<std::string> words;
  for (const Event& event : log.read_after(position, 1'000'000)) words.push_back(in_words(event));
  return words;
}

}  // namespace cancel::test
