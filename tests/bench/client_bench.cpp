// What an owner of work pays: starting and ending an operation, and how long a cancellation takes from one process into
// another, beside what SQLite's commit and ZeroMQ's hops alone take on this machine at the same time.
//
//     client_bench [ROUNDS]      CANCELD names the daemon
//
// Medians of alternated rounds. Never a test: nothing fails because a machine was slow.

#include <sqlite3.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include <zmq.hpp>

#include "cancel/cancel.hpp"
#include "daemon_process.hpp"

namespace {

using namespace cancel;
using namespace std::chrono_literals;
using Nanoseconds = std::int64_t;

// The same clock in all processes of a machine.
Nanoseconds now() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

double quantile(std::vector<Nanoseconds> values, double part) {
  std::sort(values.begin(), values.end());
  return static_cast<double>(values[static_cast<std::size_t>(part * static_cast<double>(values.size() - 1))]);
}

double median(std::vector<Nanoseconds> values) {
  return quantile(std::move(values), 0.5);
}

ClientOptions options_for(const DaemonProcess& daemon) {
  ClientOptions options;
  options.command_endpoint = daemon.command_endpoint();
  options.event_endpoint = daemon.event_endpoint();
  options.name = "bench";
  return options;
}

// Another process, that runs `work` with the ends of two pipes and is gone when it returns.
class Peer {
 public:
  explicit Peer(const std::function<void(int input, int output)>& work) {
    int to[2];
    int from[2];
    if (pipe(to) != 0 || pipe(from) != 0) throw std::runtime_error("no pipe");
    pid_ = fork();
    if (pid_ == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      close(to[1]);
      close(from[0]);
      work(to[0], from[1]);
      _exit(0);
    }
    close(to[0]);
    close(from[1]);
    input_ = from[0];
    output_ = to[1];
  }
  ~Peer() {
    close(output_);
    close(input_);
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }

  Nanoseconds receive() const {
    Nanoseconds value = 0;
    if (read(input_, &value, sizeof value) != sizeof value) throw std::runtime_error("a peer of the benchmark is gone");
    return value;
  }

 private:
  pid_t pid_ = 0;
  int input_ = -1;
  int output_ = -1;
};

void tell(int output, Nanoseconds value) {
  static_cast<void>(!write(output, &value, sizeof value));
}

// One process's operations, cancelled one after the other by another process. Tells when each callback ran.
void own(const ClientOptions& options, std::size_t count, int output) {
  Client client(options);
  std::vector<Operation> operations;
  for (std::size_t index = 0; index < count; ++index) {
    operations.push_back(client.start({.id = "bench-" + std::to_string(getpid()) + "-" + std::to_string(index)}));
  }
  const auto stamp = [output] { tell(output, now()); };
  std::vector<std::unique_ptr<CancellationCallback<decltype(stamp)>>> callbacks;
  for (const Operation& operation : operations) {
    callbacks.push_back(std::make_unique<CancellationCallback<decltype(stamp)>>(operation.token(), stamp));
  }
  client.flush(Millis{20'000});
  tell(output, getpid());
  operations.back().token().wait(Stage::requested, 60s);
  for (Operation& operation : operations) operation.finish(Outcome::stopped);
}

std::vector<Nanoseconds> cancel_across(const DaemonProcess& daemon, std::size_t count) {
  const ClientOptions options = options_for(daemon);
  const Peer owner([&](int, int output) { own(options, count, output); });
  const Nanoseconds pid = owner.receive();
  Client client(options);
  if (!client.call(ReadInfo{}, {.timeout = Millis{20'000}})) throw std::runtime_error("no daemon");
  std::vector<Nanoseconds> taken;
  for (std::size_t index = 0; index < count; ++index) {
    const Nanoseconds begun = now();
    client.cancel(TokenName{.id = "bench-" + std::to_string(pid) + "-" + std::to_string(index)});
    taken.push_back(owner.receive() - begun);
    usleep(1'000);  // one at a time, each from rest
  }
  return taken;
}

// The same way without a daemon: DEALER to ROUTER in a second process, PUB to SUB in a third.
void relay(const std::string& folder, int output) {
  zmq::context_t context;
  zmq::socket_t commands(context, zmq::socket_type::router);
  zmq::socket_t events(context, zmq::socket_type::pub);
  commands.bind("ipc://" + folder + "/bare-command");
  events.bind("ipc://" + folder + "/bare-event");
  tell(output, 0);
  for (;;) {
    zmq::message_t identity;
    zmq::message_t message;
    static_cast<void>(commands.recv(identity));
    static_cast<void>(commands.recv(message));
    events.send(message, zmq::send_flags::none);
  }
}

void listen(const std::string& folder, int output) {
  zmq::context_t context;
  zmq::socket_t events(context, zmq::socket_type::sub);
  events.set(zmq::sockopt::subscribe, "");
  events.connect("ipc://" + folder + "/bare-event");
  for (;;) {
    zmq::message_t message;
    static_cast<void>(events.recv(message));
    tell(output, now());
  }
}

std::vector<Nanoseconds> bare_hops(const DaemonProcess& daemon, std::size_t count) {
  const std::string folder = daemon.folder();
  const Peer relaying([&](int, int output) { relay(folder, output); });
  relaying.receive();
  const Peer listening([&](int, int output) { listen(folder, output); });
  zmq::context_t context;
  zmq::socket_t commands(context, zmq::socket_type::dealer);
  commands.connect("ipc://" + folder + "/bare-command");
  const std::string message(200, 'x');
  usleep(300'000);  // until the subscription has arrived
  std::vector<Nanoseconds> taken;
  for (std::size_t index = 0; index < count; ++index) {
    const Nanoseconds begun = now();
    commands.send(zmq::buffer(message), zmq::send_flags::none);
    taken.push_back(listening.receive() - begun);
    usleep(1'000);
  }
  return taken;
}

void run(sqlite3* database, const char* sql) {
  if (sqlite3_exec(database, sql, nullptr, nullptr, nullptr) != SQLITE_OK)
    throw std::runtime_error(sqlite3_errmsg(database));
}

std::vector<Nanoseconds> bare_commits(const DaemonProcess& daemon, std::size_t count) {
  sqlite3* database = nullptr;
  sqlite3_open((daemon.folder() + "/bare.db").c_str(), &database);
  run(database,
      "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE IF NOT EXISTS e(p INTEGER PRIMARY KEY, d TEXT)");
  std::vector<Nanoseconds> taken;
  for (std::size_t index = 0; index < count; ++index) {
    const Nanoseconds begun = now();
    run(database, "INSERT INTO e(d) VALUES(hex(zeroblob(100)))");
    taken.push_back(now() - begun);
    usleep(1'000);
  }
  sqlite3_close(database);
  return taken;
}

struct Owned {
  std::vector<Nanoseconds> start;
  std::vector<Nanoseconds> finish;
};

// Each call by itself: what the owner's thread waits, the clock's own 25 ns included.
Owned own_cost(Client& client, std::size_t count) {
  Owned cost;
  for (std::size_t index = 0; index < count; ++index) {
    const Nanoseconds begun = now();
    Operation operation = client.start({.tool = "bench"});
    const Nanoseconds started = now();
    operation.finish(Outcome::succeeded);
    cost.start.push_back(started - begun);
    cost.finish.push_back(now() - started);
  }
  client.flush(Millis{60'000});
  return cost;
}

void append(std::vector<Nanoseconds>& all, const std::vector<Nanoseconds>& more) {
  all.insert(all.end(), more.begin(), more.end());
}

void print_owned(const char* what, const std::vector<Nanoseconds>& values) {
  std::printf("%-38s %9.0f ns  p99 %9.0f ns  longest %9.0f ns   (target: 2000 ns)\n", what, median(values),
              quantile(values, 0.99), quantile(values, 1));
}

}  // namespace

int main(int count, char** arguments) {
  const int rounds = count > 1 ? std::atoi(arguments[1]) : 5;
  constexpr std::size_t of_a_round = 200;
  DaemonProcess daemon;
  daemon.start();

  Owned owned;
  std::vector<Nanoseconds> across;
  std::vector<Nanoseconds> hops;
  std::vector<Nanoseconds> commits;
  for (int round = 0; round < rounds; ++round) {
    append(across, cancel_across(daemon, of_a_round));
    append(hops, bare_hops(daemon, of_a_round));
    append(commits, bare_commits(daemon, of_a_round));
    Client client(options_for(daemon));
    client.call(ReadInfo{});
    const Owned cost = own_cost(client, 5'000);
    append(owned.start, cost.start);
    append(owned.finish, cost.finish);
  }

  print_owned("start an operation, p50", owned.start);
  print_owned("finish an operation, p50", owned.finish);
  const double alone = median(commits) + median(hops);
  std::printf("%-38s %9.1f us\n", "ZeroMQ's two hops alone, p50", median(hops) / 1'000);
  std::printf("%-38s %9.1f us\n", "SQLite's commit alone, p50", median(commits) / 1'000);
  std::printf("%-38s %9.1f us  p99 %9.1f us  ratio to the two %5.2f   (target: 1.25)\n",
              "cancel here until a callback there, p50", median(across) / 1'000, quantile(across, 0.99) / 1'000,
              median(across) / alone);
  return 0;
}
