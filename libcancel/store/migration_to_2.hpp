#pragma once

namespace cancel {

class Connection;

// The step from schema version 1 to 2: times and words of fixed lists become numbers, checksums become shorter, and
// the index of names is replaced. Call inside a transaction. Every event is compared with its old checksum on the way.
// Cost: that of writing the file anew, about ten seconds for ten million events. Throws SqliteError; LogDamaged where
// an event is not what was written.
void migrate_to_2(Connection& connection);

}  // namespace cancel
