#pragma once

namespace cancel {

class Connection;

// Makes durable what the write-ahead log shows: reads it and writes the same bytes back, then syncs.
//
// A process that was killed leaves pages that are visible and not yet on the disk; after a sync that failed, the system
// may even take such pages for written, so that a further sync alone would do nothing. Whoever answers from such a log
// would tell of events that a loss of power takes away again. Call inside a write transaction of `connection`, which
// keeps every other writer away. Cost: that of writing the file, a few megabytes. Throws SqliteError.
void settle_wal(Connection& connection);

}  // namespace cancel
