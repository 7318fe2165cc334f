#pragma once

#include <span>
#include <string>

#include "migrations.hpp"

// What stands in the log's file: tables, views, and the numbers that say whose file it is. Described for people in
// libcancel/doc/log-format.md.

namespace cancel {

// "CANC". PRAGMA application_id of every log; never to change.
inline constexpr int log_application_id = 0x43414E43;

// PRAGMA user_version that this program writes. Raise it together with a new step in schema_migrations().
inline constexpr int log_schema_version = 2;

// The oldest user_version that is still migrated.
inline constexpr int oldest_schema_version = 1;

// The steps from oldest_schema_version to log_schema_version.
std::span<const Migration> schema_migrations();

// Makes the schema in an empty file, in one transaction: after a crash the file is empty or a whole log. Where it
// throws, the connection is to be closed.
void create_schema(Connection& connection, const std::string& log_id, const std::string& program_version);

// Makes the tables, indexes and views of the present version, but not `meta`. For create_schema() and for the step that
// leads to that version; call inside a transaction.
void create_tables(Connection& connection);
void create_indexes_and_views(Connection& connection);

}  // namespace cancel
