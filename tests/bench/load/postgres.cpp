// PostgreSQL: a prepared INSERT of an event of canceld's size, one transaction each, through a unix socket, in a
// cluster of its own with the defaults (fsync and synchronous_commit are on).

#include <libpq-fe.h>
#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <utility>

#include "request_text.hpp"
#include "server.hpp"
#include "server_process.hpp"
#include "targets.hpp"
#include "temporary_folder.hpp"

namespace cancel::load {
namespace {

struct Finish {
  void operator()(PGconn* connection) const { PQfinish(connection); }
};
using Session = std::unique_ptr<PGconn, Finish>;

struct Clear {
  void operator()(PGresult* result) const { PQclear(result); }
};
using Result = std::unique_ptr<PGresult, Clear>;

void check(const Session& session, bool good) {
  if (!good) throw std::runtime_error(std::string("postgres: ") + PQerrorMessage(session.get()));
}

void execute(const Session& session, const char* sql) {
  const Result result(PQexec(session.get(), sql));
  check(session, PQresultStatus(result.get()) == PGRES_COMMAND_OK);
}

// In pipeline mode, with a synchronisation point after each INSERT, which ends its transaction.
class PostgresConnection : public Connection {
 public:
  PostgresConnection(const std::string& address, EventText& text)
      : session_(PQconnectdb(address.c_str())), text_(text) {
    check(session_, PQstatus(session_.get()) == CONNECTION_OK);
    execute(session_, "PREPARE append (text) AS INSERT INTO events (event) VALUES ($1)");
    check(session_, PQsetnonblocking(session_.get(), 1) == 0 && PQenterPipelineMode(session_.get()) == 1);
  }

  void send() override {
    const char* const values[] = {text_.next().c_str()};
    check(session_, PQsendQueryPrepared(session_.get(), "append", 1, values, nullptr, nullptr, 0) == 1);
    check(session_, PQpipelineSync(session_.get()) == 1);
    ++open_;
  }

  void flush() override { check(session_, PQflush(session_.get()) >= 0); }

  Replies receive() override {
    check(session_, PQconsumeInput(session_.get()) == 1);
    Replies replies;
    while (open_ != 0 && PQisBusy(session_.get()) == 0) take(Result(PQgetResult(session_.get())), replies);
    return replies;
  }

  int descriptor() const override { return PQsocket(session_.get()); }

 private:
  // A request has one result, then none, then its synchronisation point.
  void take(const Result& result, Replies& replies) {
    if (!result) return;
    const ExecStatusType status = PQresultStatus(result.get());
    if (status == PGRES_PIPELINE_SYNC) {
      --open_;
      ++replies.done;
      if (std::exchange(refused_, false)) ++replies.failed;
    } else if (status != PGRES_COMMAND_OK) {
      if (!std::exchange(told_, true)) std::fprintf(stderr, "load_bench: %s", PQresultErrorMessage(result.get()));
      refused_ = true;
    }
  }

  Session session_;
  EventText& text_;
  std::size_t open_ = 0;
  bool refused_ = false;
  bool told_ = false;
};

class PostgresGroup : public ConnectionGroup {
 public:
  PostgresGroup(const std::string& address, std::size_t clients, std::uint64_t salt) : text_(salt) {
    for (std::size_t client = 0; client < clients; ++client)
      connections_.push_back(std::make_unique<PostgresConnection>(address, text_));
  }

 private:
  EventText text_;
};

// The newest of those that are installed.
std::string program(const std::string& name) {
  std::vector<std::string> folders;
  std::error_code none;
  for (const auto& version : std::filesystem::directory_iterator("/usr/lib/postgresql", none))
    folders.push_back(version.path().string() + "/bin");
  std::sort(folders.rbegin(), folders.rend());
  return find_program(name, "postgresql", folders);
}

// PostgreSQL refuses to run as root.
ServerCommand command_for(const std::string& folder, std::vector<std::string> arguments) {
  ServerCommand command{.arguments = std::move(arguments), .output = folder + "/output", .end_signal = SIGQUIT};
  if (geteuid() != 0) return command;
  const passwd* account = getpwnam("postgres");
  if (account == nullptr) account = getpwnam("nobody");
  if (account == nullptr) throw Unavailable("postgres does not run as root, and there is neither postgres nor nobody");
  command.user = account->pw_uid;
  command.group = account->pw_gid;
  if (chown(folder.c_str(), command.user, command.group) != 0) throw std::runtime_error("can't give away " + folder);
  return command;
}

std::string made_cluster(const std::string& folder) {
  std::string data = folder + "/data";
  ServerProcess(command_for(folder, {program("initdb"), "--pgdata", data, "--username", "bench", "--auth", "trust",
                                     "--encoding", "UTF8", "--no-locale", "--no-sync"}))
      .wait_until_done();
  return data;
}

class Postgres : public Server {
 public:
  explicit Postgres(const LoadOptions& options)
      : address_("host=" + folder_.path() + " user=bench dbname=postgres"),
        data_(made_cluster(folder_.path())),
        process_(command_for(folder_.path(),
                             {program("postgres"), "-D", data_, "-k", folder_.path(), "-c", "listen_addresses=", "-c",
                              "max_connections=" + std::to_string(options.clients + 20)})) {
    process_.wait_until([this] { return PQstatus(Session(PQconnectdb(address_.c_str())).get()) == CONNECTION_OK; });
    execute(Session(PQconnectdb(address_.c_str())),
            "CREATE TABLE events (position bigserial PRIMARY KEY, event text NOT NULL)");
  }

 protected:
  std::unique_ptr<ConnectionGroup> connect(std::size_t clients) override {
    return std::make_unique<PostgresGroup>(address_, clients, groups_++);
  }

  void describe(Report& report) const override {
    report.kind = "event";
    report.events_a_request = 1;
  }

 private:
  TemporaryFolder folder_;
  std::string address_;
  std::string data_;
  ServerProcess process_;
  std::uint64_t groups_ = 0;
};

}  // namespace

std::unique_ptr<Target> make_postgres(const LoadOptions& options) {
  choose_kind(options, "event");
  refuse_endpoint(options);
  return std::make_unique<Postgres>(options);
}

}  // namespace cancel::load
