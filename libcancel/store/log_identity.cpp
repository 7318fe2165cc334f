#include "log_identity.hpp"

#include "migrations.hpp"
#include "schema.hpp"

namespace cancel {
namespace {

using Fault = LogUnusable::Fault;

[[noreturn]] void refuse(Fault fault, const std::string& path, const std::string& what) {
  throw LogUnusable(fault, path + " " + what);
}

Fault fault_of(const SqliteError& error) {
  switch (error.code()) {
    case SQLITE_NOTADB:
      return Fault::foreign;
    case SQLITE_CORRUPT:
    case SQLITE_ERROR:  // a table is not there, or not as it must be
      return Fault::damaged;
    case SQLITE_FULL:
      return Fault::no_space;
    case SQLITE_READONLY:
      return Fault::read_only;
    default:
      return Fault::not_accessible;
  }
}

}  // namespace

void throw_unusable(const std::string& path, const SqliteError& error) {
  switch (fault_of(error)) {
    case Fault::foreign:
      refuse(Fault::foreign, path, "is not an SQLite database, or its first page is damaged");
    case Fault::damaged:
      refuse(Fault::damaged, path, std::string("is damaged: ") + error.what());
    case Fault::no_space:
      refuse(Fault::no_space, path, std::string("has no space left: ") + error.what());
    case Fault::read_only:
      refuse(Fault::read_only, path, std::string("is read-only: ") + error.what());
    default:
      refuse(Fault::not_accessible, path, std::string("can not be opened: ") + error.what());
  }
}

void require_log(Connection& connection, const std::string& path) {
  const auto application = connection.query_integer("PRAGMA application_id");
  if (application != log_application_id) refuse(Fault::foreign, path, "is not a log of this program");
  const int version = schema_version(connection);
  if (version < oldest_schema_version) refuse(Fault::damaged, path, "is damaged: it has no schema version");
  if (version > log_schema_version) {
    refuse(Fault::newer, path,
           "was written by a newer version: its schema is " + std::to_string(version) + ", " +
               std::to_string(log_schema_version) + " is the newest that this program knows");
  }
}

void require_present_schema(Connection& connection, const std::string& path) {
  const int version = schema_version(connection);
  if (version == log_schema_version) return;
  refuse(Fault::older, path,
         "was written by an older version: its schema is " + std::to_string(version) +
             "; a daemon that opens it brings it to " + std::to_string(log_schema_version));
}

}  // namespace cancel
